import Testing

@testable import StaticCallCore

/// Checks as functions of values; what the scanner makes of C is in the end-to-end tests.
@Suite struct CheckTests {
  private func place(_ file: String, _ line: Int = 1) -> Place {
    Place(file: file, offset: line * 10, line: line, column: 1)
  }

  private func scan(
    returning kind: ReturnedValue.Kind, bits: Int, register: Int,
    _ value: KeyTarget.Value = .returnZero
  ) -> UnitScan {
    var scan = UnitScan(unit: "a.c")
    scan.keys = [
      KeyDeclaration(
        name: "k", type: "T (void)", place: place("a.c"), initial: .null, provider: .generated,
        returned: ReturnedValue(type: "T", kind: kind, bits: bits, registerBits: register))
    ]
    scan.targets = [
      KeyTarget(key: "k", origin: .update, value: value, isCast: true, place: place("a.c", 5))
    ]
    return scan
  }

  private func ids(_ scans: [UnitScan]) -> [DiagnosticID] {
    Program(linking: scans, in: SourceTree(entries: [], folders: [""], displayRoot: ""))
      .diagnostics.map(\.id)
  }

  @Test func returnZero() {
    #expect(ids([scan(returning: .none, bits: 0, register: 64)]) == [])
    #expect(ids([scan(returning: .integer, bits: 64, register: 64)]) == [])
    #expect(ids([scan(returning: .integer, bits: 64, register: 32)]) == [.ret0Type])
    #expect(ids([scan(returning: .integer, bits: 128, register: 64)]) == [.ret0Type])
    #expect(ids([scan(returning: .aggregate, bits: 0, register: 64)]) == [])
    for kind in [ReturnedValue.Kind.floating, .complex, .vector, .aggregate] {
      #expect(ids([scan(returning: kind, bits: 32, register: 64)]) == [.ret0Type])
    }
    #expect(ids([scan(returning: .other, bits: 32, register: 64)]) == [], "not known, not said")
  }

  /// Right on one target and wrong on another: said once.
  @Test func returnZeroOnTwoTargets() {
    let scans = [32, 64].map { scan(returning: .integer, bits: 64, register: $0) }
    #expect(ids(scans) == [.ret0Type])
    #expect(ids(scans + scans) == [.ret0Type])
  }

  @Test func typesBehindCasts() {
    let wrong = KeyTarget.Value.function(name: "f", type: "int (void)", fits: false)
    let right = KeyTarget.Value.function(name: "f", type: "T (void)", fits: true)
    var scan = scan(returning: .integer, bits: 32, register: 64, wrong)
    #expect(ids([scan]) == [.updateCast])
    scan.targets[0].isCast = false
    #expect(ids([scan]) == [.updateType])
    scan.targets[0].value = right
    #expect(ids([scan]) == [])
    scan.targets[0] = KeyTarget(
      key: "unknown", origin: .update, value: wrong, isCast: true, place: place("a.c"))
    #expect(ids([scan]) == [])
  }

  private func unused(
    externs: Set<String> = [], isWhole: Bool = true, text: String = "",
    _ fill: (inout UnitScan) -> Void = { _ in }
  ) -> [DiagnosticID] {
    let tree = SourceTree(
      entries: [.init(path: "a.c", kind: .file(permissions: 0o644))], folders: [""],
      displayRoot: "")
    var scan = UnitScan(unit: "a.c")
    scan.keys = [
      KeyDeclaration(
        name: "k", type: "int (int)", place: place("a.c"), initial: .null, provider: .generated)
    ]
    fill(&scan)
    var program = Program(linking: [scan], in: tree, externs: externs)
    program.markUnused(
      in: tree, texts: ["a.c"], externs: externs, isWhole: isWhole
    ) { _ in Array(text.utf8) }
    return program.diagnostics.map(\.id)
  }

  @Test func neverCalled() {
    let other = place("a.c", 7)
    #expect(unused() == [.neverCalled])
    #expect(unused(externs: ["k"]) == [])
    #expect(unused { $0.mentions = [KeyMention(key: "k", kind: .key)] } == [])
    #expect(unused { $0.mentions = [KeyMention(key: "k", kind: .target)] } == [.neverUpdated])
    #expect(unused { $0.assemblyUses = [AssemblyUse(key: "k", place: other)] } == [.neverUpdated])
    #expect(
      unused { $0.uses = [KeyUse(key: "k", kind: .export, place: other)] } == [])
    #expect(
      unused { $0.uses = [KeyUse(key: "k", kind: .exportTrampoline, place: other)] }
        == [.neverUpdated])
    #expect(
      unused { $0.uses = [KeyUse(key: "k", kind: .update, place: other)] } == [.neverCalled])
  }

  /// Text that was not parsed may call what it spells; where it pastes a name, anything.
  @Test(arguments: [
    ("static_call(k)(1)", [DiagnosticID.neverUpdated], [DiagnosticID.neverUpdated]),
    ("static_call_cond ( k ) (1)", [.neverUpdated], [.neverUpdated]),
    ("STATIC_CALL_TRAMP_ADDR(k)", [.neverUpdated], [.neverUpdated]),
    ("__SCT__k", [.neverUpdated], [.neverUpdated]),
    ("static_call(other)(1)", [.neverCalled], [.neverUpdated]),
    ("#define CALL(name) static_call(x_##name)", [.neverCalled], [.neverUpdated]),
    ("static_call_update(k, f); static_call", [.neverCalled], [.neverCalled]),
    ("my_static_call(k)", [.neverCalled], [.neverCalled]),
  ])
  func spelt(text: String, whole: [DiagnosticID], partly: [DiagnosticID]) {
    #expect(unused(text: text) == whole)
    #expect(unused(isWhole: false, text: text) == partly)
  }

  @Test func pastedInASkippedBranch() {
    let text = "static_call(x_##name)"
    let skipped = LeftAlone(
      place: Place(file: "a.c", offset: 0, line: 1, column: 1), reason: .inactive)
    #expect(unused(text: text) { $0.leftAlone = [skipped] } == [.neverUpdated])
  }

  @Test func declaredOutsideTheTree() {
    let outside = unused {
      $0.keys.append(
        KeyDeclaration(
          name: "k", type: "int (int)", place: place("../include/k.h"), initial: nil,
          provider: .generated))
    }
    #expect(outside == [])
  }
}
