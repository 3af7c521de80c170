/// What becomes of a file: the bytes up to `keep` stay, but for a few that are patched, and new
/// ones come behind them. So all that is not ours stays not only what but also where it was.
public struct Change: Sendable {
  public struct Patch: Hashable, Sendable {
    public var offset: Int
    public var bytes: [UInt8]
  }

  public internal(set) var keep: Int
  /// All below `keep`.
  public internal(set) var patches: [Patch]
  public internal(set) var tail: [UInt8]

  /// The changed file as a whole.
  public func applied(to bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result = Array(bytes[..<keep])
    for patch in patches {
      result.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
    }
    return result + tail
  }
}
