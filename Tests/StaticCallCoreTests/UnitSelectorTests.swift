import Testing

@testable import StaticCallCore

/// Which units are parsed, given what dry runs showed of them.
@Suite struct UnitSelectorTests {
  private func reading(_ fill: (inout Reading) -> Void = { _ in }) -> Reading {
    var reading = Reading()
    fill(&reading)
    return reading
  }

  private func word(_ offset: Int, _ meaning: UInt64 = 0, isTyped: Bool = false) -> Reading.Word {
    Reading.Word(offset: offset, meaning: meaning, isTyped: isTyped)
  }

  private func scanned(_ unit: String, _ inclusions: [String]? = nil) -> Scanned {
    var scan = UnitScan(unit: unit)
    scan.inclusions = inclusions ?? [unit]
    return Scanned(scan: scan)
  }

  private func selector(
    _ readings: [Reading], files: Set<String>? = nil, named: Set<String> = []
  ) -> UnitSelector {
    UnitSelector(
      Dictionary(uniqueKeysWithValues: readings.enumerated().map { ($0, $1) }), files: files,
      mayBeNamed: named.contains)
  }

  /// The units that are chosen at first.
  private func chosen(
    _ readings: [Reading], files: Set<String>? = nil, named: Set<String> = []
  ) -> [Int] {
    var selector = selector(readings, files: files, named: named)
    return selector.next(after: [:]).map(\.unit)
  }

  @Test func nothingToLearn() {
    #expect(chosen([]) == [])
    #expect(chosen([reading(), reading { $0.branches = ["h.h": 1] }]) == [])
  }

  @Test func ownWordsAndDoubt() {
    var selector = selector(
      [
        reading { ($0.hasOwnWords, $0.words) = (true, ["a.c": []]) },
        reading { $0.doubt = "it is odd" }, reading(),
        reading { $0.missing = "x.h" }, reading { $0.missing = "y.h" },
      ], named: ["x.h"])
    #expect(
      selector.next(after: [:]) == [
        .init(unit: 0, reason: "it has static calls, or what goes with them"),
        .init(unit: 1, reason: "it is odd"),
        .init(unit: 3, reason: "it includes x.h, which is not found"),
      ])
    let scans = [0: scanned("a.c"), 1: scanned("b.c"), 3: scanned("d.c")]
    #expect(selector.next(after: scans) == [])
  }

  @Test func oneOfMany() {
    let same = reading { $0.words = ["h.h": [word(1), word(9)]] }
    #expect(chosen([reading(), same, same, same]) == [1], "the first of equals")
    var selector = selector([same])
    #expect(selector.next(after: [:]) == [.init(unit: 0, reason: "it reads h.h")])
  }

  @Test func meanings() {
    let first = reading { $0.words = ["h.h": [word(1, 7)]] }
    let second = reading { $0.words = ["h.h": [word(1, 8)]] }
    let both = reading { $0.words = ["h.h": [word(1, 7), word(1, 8)]] }
    #expect(chosen([first, second, first]) == [0, 1])
    #expect(chosen([first, second, both]) == [2])
  }

  @Test func aSmallCover() {
    let readings = [["a"], ["a", "b"], ["b", "c", "d"], ["d"], ["a", "e"]].map { files in
      reading { reading in for file in files { reading.words["\(file).h"] = [word(1)] } }
    }
    #expect(chosen(readings) == [2, 4])
  }

  @Test func filesWhoseWordsAllAreIdle() {
    #expect(
      chosen([reading { $0.words = ["h.h": []] }, reading { $0.words = ["h.h": []] }]) == [0])
  }

  /// What one of them shows need not be shown by another.
  @Test func unitsThatAreParsedAnyway() {
    let own = reading {
      ($0.hasOwnWords, $0.words) = (true, ["a.c": [word(1)], "h.h": [word(1, 3)]])
    }
    #expect(chosen([reading { $0.words = ["h.h": [word(1, 3)]] }, own]) == [1])
    #expect(chosen([reading { $0.words = ["h.h": [word(1, 4)]] }, own]) == [0, 1])
    let doubtful = reading { ($0.doubt, $0.words) = ("odd", ["h.h": [word(1, 4)]]) }
    let sure = reading { $0.words = ["h.h": [word(1, 4)]] }
    #expect(chosen([sure, doubtful]) == [0, 1], "a unit in doubt shows nothing for sure")
  }

  /// A scan that was forgiven, and is empty, shows nothing.
  @Test func aScanThatIsEmpty() {
    let same = reading { $0.words = ["h.h": [word(1)]] }
    var selector = selector([same, same, same])
    #expect(selector.next(after: [:]).map(\.unit) == [0])
    #expect(selector.next(after: [0: scanned("a.c", [])]).map(\.unit) == [1])
    let scans = [0: scanned("a.c", []), 1: scanned("b.c")]
    #expect(selector.next(after: scans) == [])
  }

  @Test func aSurprise() {
    let readings = [
      reading { $0.words = ["h.h": [word(1)]] }, reading(),
      reading { $0.words = ["h.h": [word(1)]] },
    ]
    var selector = selector(readings)
    #expect(selector.next(after: [:]).map(\.unit) == [0])
    var scan = scanned("a.c")
    scan.isForeseen = false
    let reason = "a.c reads something else than foreseen"
    #expect(
      selector.next(after: [0: scan]) == [
        .init(unit: 1, reason: reason), .init(unit: 2, reason: reason),
      ])
    #expect(selector.next(after: [0: scan]) == [])
  }

  /// A typedef, say, that stands in a branch: a call has no types of its own, a declaration has.
  @Test func typedWords() {
    func unit(_ branch: UInt64, _ word: Reading.Word) -> Reading {
      reading { ($0.words, $0.branches) = (["h.h": [word]], ["types.h": branch]) }
    }
    #expect(chosen([unit(1, word(1)), unit(2, word(1))]) == [0])
    let typed = word(1, isTyped: true)
    #expect(chosen([unit(1, typed), unit(2, typed), unit(1, typed)]) == [0, 1])
    #expect(chosen([unit(1, typed), unit(1, typed)]) == [0])
    // What units without words take does not matter.
    #expect(chosen([unit(1, typed), reading { $0.branches = ["types.h": 2] }]) == [0])
  }

  /// Where only some files are of interest, others are no reason to parse.
  @Test func certainFiles() {
    let readings = [
      reading { ($0.hasOwnWords, $0.words) = (true, ["/b/a.c": [word(1)]]) },
      reading { $0.words = ["h.h": [word(1)], "i.h": [word(2)]] },
      reading { ($0.doubt, $0.words) = ("odd", ["i.h": []]) },
      reading { ($0.doubt, $0.words) = ("odd", ["h.h": []]) },
    ]
    #expect(chosen(readings, files: ["h.h"]) == [1, 3])
    #expect(chosen(readings, files: []) == [])
  }
}

/// Whether a parse went the way that a dry run foresaw.
@Suite struct ForesightTests {
  private let tree = SourceTree(
    entries: ["a.c", "h.h", "i.h"].map { .init(path: $0, kind: .file(permissions: 0o644)) },
    folders: [""], displayRoot: "src")

  private func reading(_ files: [String], idle: [String: [Int]] = [:]) -> Reading {
    var reading = Reading()
    reading.files = files.map { .init(path: $0, hash: ContentHash($0)) }
    reading.idle = idle
    return reading
  }

  private func scanned(
    _ inclusions: [String], skipped: [String: [Range<Int>]] = [:]
  ) -> Scanned {
    var scan = UnitScan(unit: "a.c")
    scan.inclusions = inclusions
    return Scanned(scan: scan, skipped: skipped)
  }

  @Test func files() {
    let foreseen = reading(["a.c", "/usr/x.h", "h.h"])
    #expect(foreseen.foresees(scanned(["a.c", "h.h"]), in: tree))
    #expect(foreseen.foresees(scanned(["h.h", "a.c", "../else.h"]), in: tree), "the tree's only")
    #expect(!foreseen.foresees(scanned(["a.c"]), in: tree))
    #expect(!foreseen.foresees(scanned(["a.c", "h.h", "i.h"]), in: tree))
  }

  @Test func branches() {
    let foreseen = reading(["a.c"], idle: ["a.c": [10, 30]])
    func foresees(_ ranges: [Range<Int>]?) -> Bool {
      foreseen.foresees(scanned(["a.c"], skipped: ranges.map { ["a.c": $0] } ?? [:]), in: tree)
    }
    #expect(foresees([5..<20, 25..<40]) && foresees([0..<100]))
    #expect(!foresees([5..<20]) && !foresees([]) && !foresees([5..<10, 25..<40]))
    #expect(foresees(nil), "a file that nobody watched")
  }

  /// What did not parse, or was in doubt before, is no surprise.
  @Test func noSurprise() {
    var broken = scanned(["a.c", "i.h"])
    broken.scan.diagnostics = [
      Diagnostic(.parse, at: Place(file: "a.c", offset: 0, line: 1, column: 1), "no")
    ]
    #expect(reading(["a.c"]).foresees(broken, in: tree))
    #expect(reading(["a.c"]).foresees(scanned([]), in: tree))
    var doubtful = reading(["a.c"])
    doubtful.doubt = "odd"
    #expect(doubtful.foresees(scanned(["a.c", "i.h"]), in: tree))
  }
}
