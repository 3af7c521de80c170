import Synchronization

/// How stages get at files without knowing a disk.
public struct SourceFiles: Sendable {
  /// The bytes of a file, by its path in the tree or its absolute name; nil if it cannot be read.
  public var read: @Sendable (String) -> [UInt8]?
  /// The absolute name, without symbolic links, of the regular file that an absolute name leads
  /// to.
  public var locate: @Sendable (String) -> String?

  /// Whether one of some texts, or a line splice within a word, stands in a file of the tree.
  public var mayHold: @Sendable (String, NeedleSet) -> Bool

  public init(
    read: @escaping @Sendable (String) -> [UInt8]?,
    locate: @escaping @Sendable (String) -> String?,
    mayHold: (@Sendable (String, NeedleSet) -> Bool)? = nil
  ) {
    self.read = read
    self.locate = locate
    self.mayHold =
      mayHold ?? { path, needles in
        read(path).map { $0.withUnsafeBufferPointer { SourceFiles.mayHold($0, needles) } } ?? false
      }
  }

  /// The same with some files, by absolute name, that are on no disk.
  func adding(_ files: [String: [UInt8]]) -> SourceFiles {
    if files.isEmpty { return self }
    let (read, locate) = (read, locate)
    return SourceFiles(
      read: { files[$0] ?? read($0) },
      locate: { files[$0] != nil ? $0 : locate($0) }, mayHold: mayHold)
  }

  /// Whether one of some texts, or a line splice within a word, stands in some bytes.
  public static func mayHold(_ text: UnsafeBufferPointer<UInt8>, _ needles: NeedleSet) -> Bool {
    needles.isIn(text) || LineSplice.isInWord(text)
  }
}

/// The files that dry runs of units come by, each read once, whoever comes first.
final class SourceStore: Sendable {
  typealias Number = Int32

  /// A file under one of its names: what is included by it is looked for beside that name.
  struct Node: Sendable {
    /// Absolute.
    var path: String
    /// Its folder's number.
    var folder: Number
    /// Of the file's text: names of one file share it.
    var digest: Number
  }

  /// A text and what it is called.
  struct Text: Sendable {
    let digest: FileDigest
    /// As scans report it: relative to the tree's root, or absolute.
    let local: String
    /// The same for a reading.
    let file: Reading.File
    /// Whether it is one of the tree's files.
    let isInTree: Bool
    /// Whether it is no file.
    let isBuiltIn: Bool

    init(digest: FileDigest, local: String, isInTree: Bool = false, isBuiltIn: Bool = false) {
      self.digest = digest
      self.local = local
      file = Reading.File(path: local, hash: digest.contentHash)
      self.isInTree = isInTree
      self.isBuiltIn = isBuiltIn
    }
  }

  private struct State {
    var folders: [String] = []
    var folderNumbers: [String: Number] = [:]
    var nodes: [Node] = []
    var nodeNumbers: [String: Number] = [:]
    var texts: [Text] = []
    var textNumbers: [String: Number] = [:]
  }

  let names = NameTable()
  let files: SourceFiles
  private let fileNames: FileNames
  private let isWord: @Sendable (String) -> Bool
  /// Whether the bytes of a file may hold one of the words.
  private let mayHaveWords: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
  private let state = Mutex(State())

  init(
    _ files: SourceFiles, names: FileNames, isWord: @escaping @Sendable (String) -> Bool,
    mayHaveWords: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
  ) {
    self.files = files
    fileNames = names
    self.isWord = isWord
    self.mayHaveWords = mayHaveWords
  }

  /// No file.
  static let none: Number = -1

  func folder(_ path: String) -> Number {
    state.withLock { SourceStore.folder(path, &$0) }
  }

  func path(ofFolder number: Number) -> String {
    state.withLock { $0.folders[Int(number)] }
  }

  /// The file of some name in a folder, or `none`.
  func node(_ name: String, in folder: Number) -> Number {
    node(name.hasPrefix("/") ? name : path(ofFolder: folder) + "/" + name)
  }

  /// The file of an absolute name, or `none`.
  func node(_ written: String) -> Number {
    if let known = state.withLock({ $0.nodeNumbers[written] }) { return known }
    guard let real = files.locate(written) else {
      return state.withLock { state in
        state.nodeNumbers[written] = SourceStore.none
        return SourceStore.none
      }
    }
    // Where no link is on the way, `..` is what it looks like.
    let plain = PathText.normalized(written)
    let path = plain == real ? plain : written
    let local = fileNames.local(real)
    guard let text = text(local) else {
      return state.withLock { state in
        state.nodeNumbers[written] = SourceStore.none
        return SourceStore.none
      }
    }
    return state.withLock { state in
      if let known = state.nodeNumbers[path] {
        state.nodeNumbers[written] = known
        return known
      }
      let folder = SourceStore.folder(PathText.folder(of: path), &state)
      let number = Number(state.nodes.count)
      state.nodes.append(Node(path: path, folder: folder, digest: text))
      state.nodeNumbers[path] = number
      state.nodeNumbers[written] = number
      return number
    }
  }

  /// A text that is no file: what flags say.
  func add(_ text: [UInt8], as name: String) -> Number {
    let digest = text.withUnsafeBufferPointer {
      Digester.digest($0, names: names, isWord: isWord)
    }
    return state.withLock { state in
      let key = "\(name) \(digest.contentHash.low) \(digest.contentHash.high)"
      if let known = state.nodeNumbers[key] { return known }
      state.texts.append(Text(digest: digest, local: name, isBuiltIn: true))
      let folder = SourceStore.folder("", &state)
      state.nodes.append(
        Node(path: name, folder: folder, digest: Number(state.texts.count - 1)))
      state.nodeNumbers[key] = Number(state.nodes.count - 1)
      return Number(state.nodes.count - 1)
    }
  }

  /// What a number that was given stands for.
  func entry(_ node: Number) -> (node: Node, text: Text) {
    state.withLock { state in
      let node = state.nodes[Int(node)]
      return (node, state.texts[Int(node.digest)])
    }
  }

  /// All texts so far.
  var texts: [Text] { state.withLock(\.texts) }

  private func text(_ local: String) -> Number? {
    if let known = state.withLock({ $0.textNumbers[local] }) { return known }
    guard let bytes = files.read(local) else { return nil }
    let digest = bytes.withUnsafeBufferPointer(digest)
    let isInTree = fileNames.contains(local)
    return state.withLock { (state) -> Number in
      if let known = state.textNumbers[local] { return known }
      let number = Number(state.texts.count)
      state.texts.append(Text(digest: digest, local: local, isInTree: isInTree))
      state.textNumbers[local] = number
      return number
    }
  }

  private func digest(_ text: UnsafeBufferPointer<UInt8>) -> FileDigest {
    if mayHaveWords(text) { return Digester.digest(text, names: names, isWord: isWord) }
    return Digester.digest(text, names: names, isWord: nil)
  }

  private static func folder(_ path: String, _ state: inout State) -> Number {
    if let known = state.folderNumbers[path] { return known }
    let number = Number(state.folders.count)
    state.folders.append(path)
    state.folderNumbers[path] = number
    return number
  }
}
