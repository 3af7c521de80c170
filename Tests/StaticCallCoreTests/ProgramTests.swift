import Testing

@testable import StaticCallCore

@Suite struct ProgramTests {
  private let tree = SourceTree(
    entries: ["a.c", "b.c", "k.h"].map { .init(path: $0, kind: .file(permissions: 0o644)) },
    folders: [""], displayRoot: "src")

  private func place(_ file: String, _ offset: Int = 0) -> Place {
    Place(file: file, offset: offset, line: offset + 1, column: 1)
  }

  private func key(
    _ name: String, _ type: String, _ place: Place, _ initial: KeyDeclaration.Initial? = nil,
    _ provider: KeyDeclaration.Provider = .generated
  ) -> KeyDeclaration {
    KeyDeclaration(name: name, type: type, place: place, initial: initial, provider: provider)
  }

  private func site(_ key: String, _ place: Place, form: Site.Form = .call) -> Site {
    Site(
      .key(key), form: form, place: place, original: Array("static_call(\(key))".utf8), kept: [],
      isCalled: true)
  }

  private func scan(_ unit: String, _ fill: (inout UnitScan) -> Void) -> UnitScan {
    var scan = UnitScan(unit: unit)
    scan.inclusions = [unit]
    fill(&scan)
    return scan
  }

  private func ids(_ scans: [UnitScan], externs: Set<String> = []) -> [DiagnosticID] {
    Program(linking: scans, in: tree, externs: externs).diagnostics.map(\.id)
  }

  @Test func orderOfUnitsDoesNotMatter() {
    let first = scan("a.c") {
      $0.keys = [key("k", "int (int)", place("k.h")), key("k", "int (int)", place("a.c"), .null)]
      $0.sites = [site("k", place("k.h", 5)), site("k", place("a.c", 9))]
    }
    let second = scan("b.c") {
      $0.keys = [key("k", "int (int)", place("k.h"))]
      $0.sites = [site("k", place("k.h", 5))]
    }
    let forth = Program(linking: [first, second], in: tree)
    let back = Program(linking: [second, first], in: tree)
    #expect(forth.sites == back.sites && forth.keys == back.keys)
    #expect(forth.sites.count == 2 && forth.diagnostics.isEmpty)
    #expect(
      forth.keys[0].definition == place("a.c") && forth.keys[0].declarations == [place("k.h")])
  }

  @Test func twoDefinitions() {
    let scans = ["a.c", "b.c"].map { unit in
      scan(unit) { $0.keys = [key("k", "void (void)", place(unit), .null)] }
    }
    let found = Program(linking: scans, in: tree).diagnostics
    #expect(found.map(\.id) == [.duplicateKey])
    #expect(found[0].place == place("b.c") && found[0].notes[0].place == place("a.c"))
  }

  @Test func twoTypes() {
    let scans = [
      scan("a.c") { $0.keys = [key("k", "int (int)", place("a.c"), .function("f"))] },
      scan("b.c") { $0.keys = [key("k", "int (long)", place("b.c"))] },
    ]
    let found = Program(linking: scans, in: tree).diagnostics
    #expect(found.map(\.id) == [.keyType])
    #expect(found[0].place == place("b.c") && found[0].notes[0].place == place("a.c"))
  }

  @Test func noPrototypeGoesWithAny() {
    let scans = [
      scan("a.c") { $0.keys = [key("k", "int (int)", place("a.c"), .null)] },
      scan("b.c") { $0.keys = [key("k", "int ()", place("b.c"))] },
    ]
    #expect(ids(scans) == [])
  }

  @Test func declaredButNowhereDefined() {
    let used = scan("a.c") {
      $0.keys = [key("k", "int (int)", place("k.h"))]
      $0.sites = [site("k", place("a.c", 3))]
    }
    #expect(ids([used]) == [.undefinedKey])
    #expect(ids([used], externs: ["k"]) == [])
    let module = scan("a.c") {
      $0.keys = [key("k", "int (int)", place("k.h"))]
      $0.sites = [site("k", place("a.c", 3), form: .module)]
    }
    #expect(ids([module]) == [], "static_call_mod says that the key is elsewhere")
    let kernel = scan("a.c") {
      $0.keys = [key("k", "int (int)", place("k.h"), nil, .kernel)]
      $0.sites = [site("k", place("a.c", 3))]
    }
    #expect(ids([kernel]) == [], "the kernel's trampolines are its own")
  }

  @Test func oneHeaderTwoMeanings() {
    let scans = [
      scan("a.c") {
        $0.keys = [key("x", "int (int)", place("a.c"), .null)]
        $0.sites = [site("x", place("k.h", 7))]
      },
      scan("b.c") {
        $0.keys = [key("y", "int (int)", place("b.c"), .null)]
        $0.sites = [site("y", place("k.h", 7))]
      },
    ]
    #expect(ids(scans) == [.conflictingEdits])
  }

  @Test func leftAloneYieldsToASite() {
    let scans = [
      scan("a.c") {
        $0.leftAlone = [
          LeftAlone(place: place("k.h", 7), reason: .inactive),
          LeftAlone(place: place("k.h", 9), reason: .inactive),
        ]
      },
      scan("b.c") {
        $0.keys = [key("y", "int (int)", place("b.c"), .null)]
        $0.sites = [site("y", place("k.h", 7)), site("y", place("/usr/include/o.h", 1))]
        $0.leftAlone = [LeftAlone(place: place("k.h", 9), reason: .macroBody)]
      },
    ]
    let program = Program(linking: scans, in: tree)
    #expect(
      program.leftAlone == [
        LeftAlone(place: place("/usr/include/o.h", 1), reason: .outside),
        LeftAlone(place: place("k.h", 9), reason: .macroBody),
      ])
    #expect(program.sites.map(\.place) == [place("k.h", 7)])
  }

  @Test func everyIdHasAStatus() {
    for id in DiagnosticID.allCases {
      #expect(id.rawValue.hasPrefix("sc-"))
      #expect((0...2).contains(id.exitStatus))
    }
  }
}
