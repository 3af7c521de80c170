import Glibc
import StaticCallCore

/// The list of the files that sc-rewrite wrote, as bytes: there may be as many as the source has.
struct WrittenNames: Sendable {
  /// Each with one byte behind it.
  private let text: [UInt8]
  /// Where each begins in `text`, and then where the last one ends.
  private let starts: [Int]

  private static let header = OwnedList.render([])
  private static let newline = UInt8(ascii: "\n")
  private static let slash = UInt8(ascii: "/")
  private static let backslash = UInt8(ascii: "\\")
  private static let dot = UInt8(ascii: ".")

  /// Nil if these bytes are no such list, or if it names what is not below the folder that it is
  /// for.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: WrittenNames.header) else { return nil }
    if let starts = WrittenNames.starts(in: bytes) {
      self.starts = starts
      text = bytes
      return
    }
    guard let names = OwnedList.parse(bytes), names.allSatisfy(FolderWriter.isPlain) else {
      return nil
    }
    text = names.flatMap { Array($0.utf8) + [0] }
    starts = names.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count + 1) }
  }

  var count: Int { starts.count - 1 }

  /// Calls `body` with a name.
  func with<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    text.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[starts[index]..<starts[index + 1] - 1]))
    }
  }

  /// Where the lines begin and the last one ends; nil if there is anything that takes a closer
  /// look: what is escaped, what is no plain path.
  private static func starts(in bytes: [UInt8]) -> [Int]? {
    guard bytes.last == newline else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var starts = [header.count]
      // Of the component at hand: where it begins, and whether there are but dots in it.
      var start = header.count
      var isDots = true
      for index in header.count..<bytes.count {
        let byte = bytes[index]
        if byte == newline || byte == slash {
          if isDots, index - start <= 2 { return nil }
          if byte == newline { starts.append(index + 1) }
          start = index + 1
          isDots = true
        } else {
          if byte == 0 || byte == backslash { return nil }
          if byte != dot { isDots = false }
        }
      }
      return starts
    }
  }
}

extension OutputFolder {
  /// Of the names and stamps of the files that sc-rewrite wrote; nil if there is no such folder.
  func fingerprint() -> Fingerprint? {
    guard let names = (try? writtenNames()) ?? nil, names.count > 0 else { return nil }
    let folder = Glibc.open(location, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { close(folder) }
    var result = Fingerprint()
    for part in Parallel.parts(names.count, least: 256, { names.fingerprint(of: $0, in: folder) }) {
      result.add(part)
    }
    result.add(Stamp("\(location)/\(OutputName.owned)", following: false))
    return result
  }
}

extension WrittenNames {
  private enum Kind: UInt8 {
    case missing, folder, other
  }

  /// Of some of the names, and of what they are in `root`. No link is followed: a folder that
  /// became one has its files no more.
  fileprivate func fingerprint(of part: Range<Int>, in root: Int32) -> Fingerprint {
    var result = Fingerprint()
    var folders = OpenFolders(root: root)
    defer { folders.close() }
    var info = stat()
    for index in part {
      with(index) { name in
        result.add(UnsafeRawBufferPointer(name))
        let isThere = folders.status(of: name, &info)
        let isFolder = isThere && info.st_mode & S_IFMT == S_IFDIR
        let kind: Kind = isFolder ? .folder : isThere ? .other : .missing
        result.add(kind: kind.rawValue)
        // A folder's times tell of files in it that are the user's.
        if kind == .other { result.add(Stamp(info)) }
      }
    }
    return result
  }
}
