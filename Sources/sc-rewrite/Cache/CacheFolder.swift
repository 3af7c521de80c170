import FoundationEssentials
import Glibc
import StaticCallCore

/// Where results are kept between runs. Nothing depends on it but time: what is missing, damaged or
/// of another build is made anew.
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
    guard let path, let bytes = Disk.read("\(path)/\(name)", flags: O_NOFOLLOW) else { return nil }
    return try? JSONDecoder().decode(Envelope<Value>.self, from: Data(bytes)).opened
  }

  /// Keeps a value. That it cannot be kept is no error.
  func store<Value: Encodable>(_ value: Value, _ name: String) {
    guard let path, makeFolder(path) else { return }
    guard let data = try? JSONEncoder().encode(Envelope(value)) else { return }
    if Disk.replace("\(path)/\(name)", with: Array(data)) { expire(path) }
  }

  private func makeFolder(_ path: String) -> Bool {
    var made = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/") {
      made += "/" + component
      if mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    return true
  }

  private func expire(_ path: String) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    let oldest = Stamp.now - CacheFolder.lifetime * 86_400 * 1_000_000_000
    for name in Disk.names(folder) where name.hasSuffix(".run") || name.hasSuffix(".scans") {
      if let stamp = Stamp("\(path)/\(name)"), stamp.modified < oldest {
        unlink("\(path)/\(name)")
      }
    }
  }

  /// A value and the build that made it: another's may mean other things by the same words.
  fileprivate struct Envelope<Value> {
    var build = Envelope.current
    var value: Value

    init(_ value: Value) {
      self.value = value
    }

    var opened: Value? { build == Envelope.current ? value : nil }

    /// The version does not change with every build; the program's file does.
    private static var current: String {
      let stamp = Stamp("/proc/self/exe").map { "\($0.size) \($0.modified)" } ?? "-"
      return "\(SCRewrite.version) \(stamp)"
    }
  }
}

extension CacheFolder.Envelope: Encodable where Value: Encodable {}
extension CacheFolder.Envelope: Decodable where Value: Decodable {}
