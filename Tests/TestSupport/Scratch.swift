import Foundation

/// A folder of a test's own, gone with it.
public final class Scratch: Sendable {
  public let path: String

  public init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "sc-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  public func path(_ name: String) -> String { name.isEmpty ? path : "\(path)/\(name)" }

  public func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  public func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  public func copy(_ source: String, to name: String) throws {
    try FileManager.default.copyItem(atPath: source, toPath: path(name))
  }

  public func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path(name))))
  }

  public func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  public func exists(_ name: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path(name))) != nil
  }

  public func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// Every file below `name`, relative to it, with its bytes; links have their text.
  public func snapshot(_ name: String) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    let root = path(name)
    guard let all = FileManager.default.enumerator(atPath: root) else { return [:] }
    for case let file as String in all {
      let full = "\(root)/\(file)"
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
        result[file] = Array("-> \(target)".utf8)
        continue
      }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
      if !isFolder.boolValue {
        result[file] = [UInt8](try Data(contentsOf: URL(filePath: full)))
      }
    }
    return result
  }

  /// A file's time of last change.
  public func modified(_ name: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.modificationDate] as? Date
  }
}

/// Where things are in the checkout.
public enum Checkout {
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  public static let fixtures = root + "/Tests/Fixtures"
  public static let headerFolder = root + "/Sources/StaticCallRuntime/include"

  /// Names in a folder, sorted, hidden ones left out.
  public static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }
}
