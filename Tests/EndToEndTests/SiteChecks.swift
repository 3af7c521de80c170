import Foundation
import TestSupport
import Testing

/// A folder with objects, and `sc-rewrite sites` run on them. What is right is asked of binutils.
struct SiteBench {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// All compilers: gcc's, the toolchain's clang, and the oldest and newest clang that Debian has.
  static let compilers = Compiler.all + Compiler.debianClangs

  static func fixture(_ name: String) -> String { "\(Checkout.fixtures)/sites/\(name)" }

  func sites(_ arguments: String...) async throws -> Tool.Result {
    try await Tool.run([Tool.scRewrite, "sites"] + arguments, in: scratch.path)
  }

  /// Runs a program that must succeed.
  @discardableResult
  func run(_ command: String...) async throws -> String {
    let result = try await Tool.run(command, in: scratch.path)
    #expect(result.status == 0, "\(command.joined(separator: " ")): \(result.error)")
    return result.output
  }

  func object(_ name: String) async throws -> SiteObject {
    try await SiteObject(name, in: scratch.path)
  }

  /// What changes when a file is written or replaced.
  func identity(_ name: String) throws -> [Int] {
    var info = stat()
    try #require(lstat(scratch.path(name), &info) == 0, "\(name)")
    return [
      Int(info.st_ino), Int(info.st_size), info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
      info.st_ctim.tv_sec, info.st_ctim.tv_nsec,
    ]
  }

  /// Assembles a text.
  func assemble(_ text: String, to name: String, with command: [String] = ["gcc"]) async throws {
    try scratch.write(text, to: name + ".s")
    let result = try await Tool.run(
      command + ["-c", name + ".s", "-o", name], in: scratch.path)
    try #require(result.status == 0, "\(result.error)")
  }

  /// Runs `sites` on an object and proves of the result what holds of any: a table for each
  /// section with sites, a row for each branch that binutils see and no other, and nothing else
  /// changed. And that a second run changes nothing.
  @discardableResult
  func prove(_ name: String, _ options: String..., about what: String = "") async throws
    -> Tool.Result
  {
    let before = try await object(name)
    let code = try await before.disassembly()
    let result = try await Tool.run([Tool.scRewrite, "sites"] + options + [name], in: scratch.path)
    #expect(result.status == 0, "\(what): \(result.error)")
    let after = try await object(name)
    #expect(after.complaints == "", "\(what)")
    #expect(try await after.disassembly() == code, "\(what)")
    #expect(after.namedRelocations == before.namedRelocations, "\(what)")

    let initial = options.indices.dropFirst().filter { options[$0 - 1] == "--init-section" }
      .map { options[$0] }
    let wanted = try await wantedRows(of: after, initial: initial)
    #expect(after.rows() == wanted, "\(what)")
    let tables = after.tables()
    #expect(Set(tables.map(\.link)) == Set(wanted.map(\.section)), "\(what)")
    #expect(tables.count == Set(wanted.map(\.section)).count, "\(what)")
    for table in tables {
      #expect(table.type == "NOTE" && table.flags.hasPrefix("AL"), "\(what) \(table)")
      let isGrouped = after.sections[table.link].flags.contains("G")
      #expect(table.flags.contains("G") == isGrouped, "\(what) \(table)")
    }

    let bytes = try scratch.bytes(name)
    let again = try await Tool.run([Tool.scRewrite, "sites"] + options + [name], in: scratch.path)
    #expect(again.status == 0, "\(what): \(again.error)")
    #expect(try scratch.bytes(name) == bytes, "\(what)")
    let check = try await Tool.run(
      [Tool.scRewrite, "sites", "--check"] + options + [name], in: scratch.path)
    #expect(check.status == 0, "\(what): \(check.error)")
    return result
  }

  /// The rows that the instructions ask for.
  func wantedRows(of object: SiteObject, initial: [String] = []) async throws -> [SiteObject.Row] {
    try await object.uses().filter { $0.kind != .other }.map { use in
      let name = object.sections[use.section].name
      let isInit = name == ".init.text" || initial.contains(name)
      return SiteObject.Row(
        section: use.section, offset: use.offset, subject: "__SCT__" + use.key,
        flags: (use.kind == .call ? 0 : 1) + (isInit ? 2 : 0))
    }.sorted()
  }
}
