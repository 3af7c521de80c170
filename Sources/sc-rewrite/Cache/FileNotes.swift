import StaticCallCore
import Synchronization

/// What is known of a file's content.
struct FileNote: Hashable, Sendable {
  var contentHash: ContentHash
  /// What each bit means is for those who look at files to say.
  var flags: UInt8
}

/// What earlier runs learnt about single files, by stamp: then a file need not be read again.
/// Nothing depends on it but time.
///
/// A note is for content that was read after this object was made, and of a stamp that was taken
/// no later than the content was read: a stamp that is newer than a tick by then is not settled,
/// and its note is dropped. So is what nobody asked for in several runs.
final class FileNotes: Sendable {
  private let folder: CacheFolder
  private let name: String
  private let start = Stamp.now
  private let kept: NoteTable
  private let added = (0..<16).map { _ in Shard() }

  private final class Shard: Sendable {
    let notes = Mutex<[Stamp: FileNote]>([:])
  }

  /// - Parameter name: of the notes: which tree they are for.
  init(_ folder: CacheFolder, name: String) {
    self.folder = folder
    self.name = name + ".notes"
    kept = NoteTable(folder.bytes(self.name) ?? [])
  }

  /// What is known of the file with this stamp, of this run or an earlier one.
  func note(for stamp: Stamp) -> FileNote? {
    kept.note(for: stamp) ?? shard(stamp).notes.withLock { $0[stamp] }
  }

  /// - Parameter stamp: what stat() said before the content was read.
  func add(_ note: FileNote, for stamp: Stamp) {
    guard stamp.settled(before: start) else { return }
    shard(stamp).notes.withLock { $0[stamp] = note }
  }

  /// Keeps the notes for the next run, if there are new ones.
  func save() {
    let new = added.flatMap { shard in shard.notes.withLock { Array($0) } }
    guard !new.isEmpty, folder.path != nil else { return }
    folder.store(bytes: kept.bytes(adding: new), name)
  }

  private func shard(_ stamp: Stamp) -> Shard {
    added[Int(truncatingIfNeeded: NoteTable.spread(stamp) >> 60)]
  }
}
