import StaticCallCore
import Synchronization

/// Notes as they are kept: records of eight words each, the lower byte of each first, and where to
/// find which. Nothing is taken apart before somebody asks for it.
final class NoteTable: Sendable {
  private let bytes: ArraySlice<UInt8>
  /// At a place that follows from the stamp, or the next free one: a record's number and 1; 0
  /// where there is none.
  private let places: [UInt32]
  /// A bit for each record: whether anybody asked for it.
  nonisolated(unsafe) private let asked: UnsafeMutablePointer<Atomic<UInt64>>

  private static let size = 64
  /// In how many runs that keep something a note may go unasked for.
  private static let oldest: UInt64 = 8

  /// - Parameter bytes: what `bytes(adding:)` gave; what is not whole is none.
  init(_ bytes: ArraySlice<UInt8>) {
    let count = bytes.count / NoteTable.size
    self.bytes = count > Int(Int32.max) ? [] : bytes.prefix(count * NoteTable.size)
    asked = .allocate(capacity: count / 64 + 1)
    for index in 0...count / 64 { (asked + index).initialize(to: Atomic(0)) }
    places = NoteTable.places(self.bytes)
  }

  deinit {
    asked.deinitialize(count: count / 64 + 1)
    asked.deallocate()
  }

  private var count: Int { bytes.count / NoteTable.size }

  private static func places(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    let count = bytes.count / size
    // At least half of it is free, so that a search soon ends.
    var width = 1
    while width < count * 2 { width *= 2 }
    var places = [UInt32](repeating: 0, count: width)
    bytes.withUnsafeBytes { bytes in
      for number in 0..<count {
        var place = Int(truncatingIfNeeded: spread(stamp(number, bytes))) & (width - 1)
        while places[place] != 0 { place = (place + 1) & (width - 1) }
        places[place] = UInt32(number + 1)
      }
    }
    return places
  }

  func note(for stamp: Stamp) -> FileNote? {
    bytes.withUnsafeBytes { bytes in
      var place = Int(truncatingIfNeeded: NoteTable.spread(stamp)) & (places.count - 1)
      while places[place] != 0 {
        let number = Int(places[place]) - 1
        if NoteTable.stamp(number, bytes) == stamp {
          asked[number / 64].bitwiseOr(1 << UInt64(number % 64), ordering: .relaxed)
          return NoteTable.note(number, bytes)
        }
        place = (place + 1) & (places.count - 1)
      }
      return nil
    }
  }

  /// The notes for the next run. Of two for one file the new one stays.
  func bytes(adding new: [(key: Stamp, value: FileNote)]) -> [UInt8] {
    // A number of several files at most loses a note.
    let files = count == 0 ? [] : Set(new.map { NoteTable.spread($0.key) })
    let capacity = (count + new.count) * NoteTable.size
    return [UInt8](unsafeUninitializedCapacity: capacity) { result, used in
      let result = UnsafeMutableRawBufferPointer(result)
      bytes.withUnsafeBytes { bytes in
        for number in 0..<count {
          let stamp = NoteTable.stamp(number, bytes)
          if files.contains(NoteTable.spread(stamp)) { continue }
          let isAsked = asked[number / 64].load(ordering: .relaxed) >> UInt64(number % 64) & 1 == 1
          let age = isAsked ? 0 : (NoteTable.word(number, 7, bytes) >> 8 & 0xff) + 1
          if age > NoteTable.oldest { continue }
          NoteTable.put(stamp, NoteTable.note(number, bytes), age: age, at: &used, in: result)
        }
      }
      for (stamp, note) in new { NoteTable.put(stamp, note, age: 0, at: &used, in: result) }
    }
  }

  private static func put(
    _ stamp: Stamp, _ note: FileNote, age: UInt64, at used: inout Int,
    in result: UnsafeMutableRawBufferPointer
  ) {
    func put(_ word: UInt64) {
      result.storeBytes(of: word.littleEndian, toByteOffset: used, as: UInt64.self)
      used += 8
    }
    put(stamp.device)
    put(stamp.inode)
    put(UInt64(bitPattern: Int64(stamp.size)))
    put(UInt64(bitPattern: Int64(stamp.modified)))
    put(UInt64(bitPattern: Int64(stamp.changed)))
    put(note.contentHash.high)
    put(note.contentHash.low)
    put(UInt64(note.flags) | age << 8)
  }

  /// A number for a file, whatever its content, whose upper and lower bits are good to choose a
  /// place by.
  static func spread(_ stamp: Stamp) -> UInt64 {
    let (high, low) = (stamp.inode ^ stamp.device << 32).multipliedFullWidth(
      by: 0x9e37_79b9_7f4a_7c15)
    return high &* 0xa076_1d64_78bd_642f ^ low
  }

  private static func word(_ number: Int, _ index: Int, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
    UInt64(
      littleEndian: bytes.loadUnaligned(
        fromByteOffset: number * size + index * 8, as: UInt64.self))
  }

  private static func stamp(_ number: Int, _ bytes: UnsafeRawBufferPointer) -> Stamp {
    Stamp(
      device: word(number, 0, bytes), inode: word(number, 1, bytes),
      size: Int(truncatingIfNeeded: word(number, 2, bytes)),
      modified: Int(truncatingIfNeeded: word(number, 3, bytes)),
      changed: Int(truncatingIfNeeded: word(number, 4, bytes)))
  }

  private static func note(_ number: Int, _ bytes: UnsafeRawBufferPointer) -> FileNote {
    FileNote(
      contentHash: ContentHash(high: word(number, 5, bytes), low: word(number, 6, bytes)),
      flags: UInt8(truncatingIfNeeded: word(number, 7, bytes)))
  }
}
