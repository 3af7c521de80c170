/// The static_call.h for sources whose flags do not lead to one. libclang gets it from memory: a
/// file would stay behind when the process is killed.
public struct BuiltInHeader: Sendable {
  /// A folder that cannot exist, so that nothing else is found in it.
  public static let folder = "/dev/null/sc-rewrite"

  public let name: String
  let bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
