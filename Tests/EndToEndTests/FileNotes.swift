import Foundation
import TestSupport
import Testing

@testable import sc_rewrite

/// What is kept of single files between runs, and the hash of their content.
@Suite struct FileNoteTests {
  private static func stamp(_ number: Int, changed: Int = 1_000_000) -> Stamp {
    Stamp(
      device: 7, inode: UInt64(100 + number), size: number, modified: 5_000 + number,
      changed: changed)
  }

  private static func note(_ number: Int) -> FileNote {
    FileNote(
      contentHash: ContentHash(Array("\(number)".utf8)), flags: UInt8(truncatingIfNeeded: number))
  }

  private func folder(_ scratch: Scratch) -> CacheFolder {
    CacheFolder(chosen: scratch.path("kept"), isOff: false)
  }

  /// Keeps the notes of some numbers.
  private func keep(_ numbers: Range<Int>, in scratch: Scratch) {
    let notes = FileNotes(folder(scratch), name: "n")
    for number in numbers { notes.add(Self.note(number), for: Self.stamp(number)) }
    notes.save()
  }

  @Test func theyAreThereInTheNextRun() throws {
    let scratch = try Scratch()
    keep(0..<5_000, in: scratch)
    let notes = FileNotes(folder(scratch), name: "n")
    for number in 0..<5_000 {
      #expect(notes.note(for: Self.stamp(number)) == Self.note(number))
    }
    // Every part of a stamp counts.
    #expect(notes.note(for: Self.stamp(5_000)) == nil)
    #expect(notes.note(for: Self.stamp(3, changed: 1_000_001)) == nil)
    #expect(FileNotes(folder(scratch), name: "other").note(for: Self.stamp(3)) == nil)
    #expect(
      FileNotes(CacheFolder(chosen: nil, isOff: true), name: "n").note(for: Self.stamp(3)) == nil)
  }

  @Test func theyAreThereAtOnceAndForAllThreads() async throws {
    let scratch = try Scratch()
    let notes = FileNotes(folder(scratch), name: "n")
    await withTaskGroup(of: Void.self) { group in
      for part in 0..<8 {
        group.addTask {
          for number in part * 500..<(part + 1) * 500 {
            notes.add(Self.note(number), for: Self.stamp(number))
          }
        }
      }
    }
    for number in 0..<4_000 {
      #expect(notes.note(for: Self.stamp(number)) == Self.note(number))
    }
  }

  @Test func whatIsNotSettledIsNotKept() throws {
    let scratch = try Scratch()
    let now = Self.stamp(1, changed: Stamp.now)
    let notes = FileNotes(folder(scratch), name: "n")
    notes.add(Self.note(1), for: now)
    notes.add(Self.note(2), for: Self.stamp(2))
    notes.save()
    let next = FileNotes(folder(scratch), name: "n")
    #expect(next.note(for: now) == nil && next.note(for: Self.stamp(2)) == Self.note(2))
  }

  /// A file that changed has one note; and what nobody asks for goes.
  @Test func oldNotesGo() throws {
    let scratch = try Scratch()
    keep(0..<1_000, in: scratch)
    let size = try scratch.bytes("kept/n.notes").count
    let changed = FileNotes(folder(scratch), name: "n")
    for number in 0..<1_000 {
      changed.add(Self.note(number + 1), for: Self.stamp(number, changed: 2_000_000))
    }
    changed.save()
    #expect(abs(try scratch.bytes("kept/n.notes").count - size) < 64)
    for run in 0..<9 {
      let notes = FileNotes(folder(scratch), name: "n")
      #expect(notes.note(for: Self.stamp(7, changed: 2_000_000)) == Self.note(8))
      notes.add(Self.note(run), for: Self.stamp(10_000 + run))
      notes.save()
    }
    let notes = FileNotes(folder(scratch), name: "n")
    #expect(notes.note(for: Self.stamp(7, changed: 2_000_000)) == Self.note(8))
    #expect(notes.note(for: Self.stamp(8, changed: 2_000_000)) == nil)
  }

  @Test func damagedNotesAreNone() throws {
    let scratch = try Scratch()
    keep(0..<100, in: scratch)
    let good = try scratch.bytes("kept/n.notes")
    var random = SeededGenerator(seed: 3)
    var damaged = [[], Array(good.dropLast()), good + [0], Array(good.prefix(good.count / 2))]
    for _ in 0..<200 {
      var bytes = good
      bytes[Int.random(in: bytes.indices, using: &random)] ^=
        1 << Int.random(in: 0..<8, using: &random)
      damaged.append(bytes)
    }
    for bytes in damaged {
      try scratch.write(bytes, to: "kept/n.notes")
      let notes = FileNotes(folder(scratch), name: "n")
      #expect((0..<100).allSatisfy { notes.note(for: Self.stamp($0)) == nil })
    }
    // Bytes that are whole, and no records.
    for count in [1, 63, 65, 130] {
      folder(scratch).store(bytes: [UInt8](repeating: 0xff, count: count), "n.notes")
      #expect(FileNotes(folder(scratch), name: "n").note(for: Self.stamp(1)) == nil)
    }
  }

  /// Each bit of each byte counts, and so does the length.
  @Test func hashesDiffer() {
    var high: Set<UInt64> = []
    var low: Set<UInt64> = []
    var count = 0
    for length in 0...70 {
      var bytes = [UInt8](repeating: 0, count: length)
      for bit in 0...length * 8 {
        // The last one stands for no change.
        if bit < length * 8 { bytes[bit / 8] ^= 1 << (bit % 8) }
        let hash = ContentHash(bytes)
        #expect(hash == bytes.withUnsafeBytes { ContentHash($0) })
        high.insert(hash.high)
        low.insert(hash.low)
        count += 1
        if bit < length * 8 { bytes[bit / 8] ^= 1 << (bit % 8) }
      }
    }
    #expect(high.count == count && low.count == count)
  }

  /// A bit of the input changes about half of the bits.
  @Test func hashesAreSpread() {
    var random = SeededGenerator(seed: 5)
    var changes = [Int](repeating: 0, count: 128)
    var trials = 0
    for _ in 0..<100 {
      var bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
      let before = ContentHash(bytes)
      for bit in 0..<320 {
        bytes[bit / 8] ^= 1 << (bit % 8)
        let after = ContentHash(bytes)
        bytes[bit / 8] ^= 1 << (bit % 8)
        for place in 0..<64 {
          changes[place] += Int((before.high ^ after.high) >> UInt64(place) & 1)
          changes[64 + place] += Int((before.low ^ after.low) >> UInt64(place) & 1)
        }
        trials += 1
      }
    }
    for count in changes { #expect(abs(Double(count) / Double(trials) - 0.5) < 0.02) }
  }
}
