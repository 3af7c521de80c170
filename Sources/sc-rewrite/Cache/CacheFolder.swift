import FoundationEssentials
import Glibc
import StaticCallCore

/// Where results are kept between runs. Nothing depends on it but time: what is missing, damaged
/// or of another build is made anew.
struct CacheFolder {
  /// Nil if nothing shall or can be kept.
  let path: String?

  /// Days after which what nobody asked for goes.
  private static let lifetime = 30

  /// - Parameters:
  ///   - chosen: the user's folder; nil for the one that is customary.
  ///   - isOff: whether the user wants none.
  init(chosen: String?, isOff: Bool) {
    let environment = ProcessInfo.processInfo.environment
    let customary =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    path = isOff ? nil : chosen ?? customary.map { $0 + "/sc-rewrite" }
  }

  /// What was kept under a name; nil if nothing usable.
  func load<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
    bytes(name).flatMap { try? JSONDecoder().decode(Value.self, from: Data($0)) }
  }

  /// The bytes that were kept under a name; nil if there are none that can be trusted.
  func bytes(_ name: String) -> ArraySlice<UInt8>? {
    path.flatMap { Disk.read("\($0)/\(name)", flags: O_NOFOLLOW) }.flatMap(Sealed.open)
  }

  /// Keeps a value. That it cannot be kept is no error.
  func store<Value: Encodable>(_ value: Value, _ name: String) {
    guard path != nil, let data = try? JSONEncoder().encode(value) else { return }
    store(bytes: Array(data), name)
  }

  /// Keeps some bytes. That they cannot be kept is no error.
  func store(bytes: [UInt8], _ name: String) {
    guard let path, Disk.makeFolders(path, permissions: 0o700) else { return }
    _ = Disk.replace("\(path)/\(name)", with: Sealed.seal(bytes))
  }

  /// Removes what nobody has asked for in a long time.
  func expire() {
    if let path { expire(path) }
  }

  private func expire(_ path: String) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    let oldest = Stamp.now - CacheFolder.lifetime * 86_400 * 1_000_000_000
    // And what a killed run was about to write.
    let suffixes = [".run", ".key", ".scan", ".scans", ".notes", ".tmp"]
    for name in Disk.names(folder) where suffixes.contains(where: name.hasSuffix) {
      if let stamp = Stamp("\(path)/\(name)"), stamp.modified < oldest {
        unlink("\(path)/\(name)")
      }
    }
  }
}

/// Puts before some bytes a line that tells whether they are whole, and which build wrote them:
/// another's may mean other things by the same words. So whatever a bit does to a kept file, it is
/// ignored, and never half understood.
enum Sealed {
  static func seal(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { line(for: $0) } + bytes
  }

  /// The bytes, if they are those that were sealed by this build.
  static func open(_ sealed: [UInt8]) -> ArraySlice<UInt8>? {
    guard let end = sealed.firstIndex(of: 0x0a) else { return nil }
    let line = sealed.withUnsafeBytes { all in
      Sealed.line(for: UnsafeRawBufferPointer(rebasing: all[(end + 1)...]))
    }
    return sealed[...end].elementsEqual(line) ? sealed[(end + 1)...] : nil
  }

  private static func line(for bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let sum = ContentHash(bytes)
    let digits = [sum.high, sum.low].map { String($0, radix: 16) }.joined(separator: "-")
    return Array("sc-rewrite \(build) \(digits)\n".utf8)
  }

  /// The version does not change with every build; the program's file does.
  private static let build: String = {
    let stamp = Stamp("/proc/self/exe").map { "\($0.size) \($0.modified)" } ?? "-"
    return "\(SCRewrite.version) \(stamp)"
  }()
}
