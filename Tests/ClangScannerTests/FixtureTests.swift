import Foundation
import StaticCallCore
import StaticCallRuntime
import TestSupport
import Testing

@testable import ClangScanner

/// Every fixture program, with every libclang that is supported: the sites found and the calls
/// left alone are those marked in the source, no fewer and no more.
@Suite struct FixtureTests {
  static let libraries = [
    "/usr/lib/llvm-14/lib/libclang.so", "/usr/lib/llvm-19/lib/libclang.so",
  ]
  static let programs = Checkout.names(in: Checkout.fixtures + "/programs")

  @Test(arguments: programs, libraries)
  func marksAreMet(program: String, library: String) throws {
    let folder = "\(Checkout.fixtures)/programs/\(program)"
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    let sources = files.filter(SourceKind.isC)
    let names = FileNames(
      root: folder, folder: folder, aliases: [:], contains: { files.contains($0) },
      hidden: Checkout.headerFolder)
    let scanner = try ClangScanner(library: library, names: names)
    let thorough = try ClangScanner(library: library, names: names, bodies: .always)
    let scans = sources.filter(SourceKind.isUnit).map { unit in
      let unit = CompileUnit(path: unit, folder: folder, flags: ["-I.", "-std=gnu11"])
      let scan = scanner.scan(unit).scan
      // Passing over functions' bodies loses nothing but what code does with keys in passing.
      var whole = thorough.scan(unit).scan
      if !scan.hasBodies {
        whole.hasBodies = false
        whole.mentions = scan.mentions
      }
      #expect(scan == whole)
      return scan
    }
    let tree = SourceTree(
      entries: files.map { .init(path: $0, kind: .file(permissions: 0o644)) }, folders: [""],
      displayRoot: "")
    let program = Program(linking: scans, in: tree)
    #expect(program.diagnostics.isEmpty)

    func marks(_ kind: String) throws -> [Markers.Mark] {
      try files.flatMap { file in
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
        return Markers.marks(kind, in: bytes, of: file)
      }.sorted()
    }
    let sites = program.sites.compactMap { site in
      site.key.map { Markers.Mark(file: site.place.file, line: site.place.line, value: $0) }
    }
    let left = program.leftAlone.map {
      Markers.Mark(file: $0.place.file, line: $0.place.line, value: $0.reason.rawValue)
    }
    let inBodies = program.sites.compactMap { site -> Markers.Mark? in
      guard case .macro(let name) = site.subject else { return nil }
      return Markers.Mark(file: site.place.file, line: site.place.line, value: name)
    }
    #expect(sites.sorted() == (try marks("site")))
    #expect(inBodies.sorted() == (try marks("body")))
    // One mark a line stands for all of the line.
    #expect(Set(left).sorted() == (try marks("left")))
  }

  @Test func fixturesAreThere() {
    #expect(Self.programs.count >= 20)
  }
}
