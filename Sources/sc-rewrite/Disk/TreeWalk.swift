import StaticCallCore

/// Walks folders in a fixed order. Links to files or folders of the tree stay links. The first
/// link to what is outside is taken for what it points at; further ones, and further names of one
/// file (hard links), become links to the first: compilers know a file by its inode, and so has
/// the mirror.
///
/// The walk itself only goes from folder to folder: that is enough to know whether anything
/// changed. `TreeEntries` makes entries of it.
struct TreeWalk: Sendable {
  /// A folder that was entered.
  struct Visit: Sendable {
    /// In the tree.
    var path: String
    /// Where it is, without symbolic links.
    var real: String
    var scan: FolderScan
    /// What became of the scan's branches, in order.
    var branches: [Branch] = []
  }

  enum Branch: Sendable {
    /// An index of `visits`.
    case entered(Int)
    /// A link to this folder of the tree.
    case link(to: String)
    /// A folder that is being walked already, or went away.
    case none
  }

  /// What was added, in order.
  enum Start: Sendable {
    case file(String, FileStatus)
    case folder(Int)
  }

  let root: String
  private(set) var starts: [Start] = []
  private(set) var visits: [Visit] = []
  private(set) var fingerprint = Fingerprint()
  /// Outside folders that were entered by a link: real path to path in the tree.
  private(set) var folderAliases: [String: String] = [:]
  /// Real paths of the folders that are being walked.
  private var open: [String] = []

  init(root: String) {
    self.root = root
  }

  var folders: [String] { visits.map(\.path) }

  /// Whether there is a C or Swift file for sure; with false, entries tell.
  var hasUnits: Bool { visits.contains { $0.scan.hasUnits } }

  /// Whether no two entries can have one path, be it in different Unicode forms.
  var isPlain: Bool { starts.count == 1 && visits.allSatisfy(\.scan.isASCII) }

  mutating func add(file path: String) throws {
    let name = PathText.join(root, path)
    let status = try FileStatus(name, as: name)
    fingerprint.add(path)
    fingerprint.add(status.stamp)
    starts.append(.file(path, status))
  }

  mutating func add(folder path: String) throws {
    let real = PathText.join(root, path)
    if let visit = try enter(path, real, FolderScan.all(below: real), 0) {
      starts.append(.folder(visit))
    }
  }

  /// - Parameters:
  ///   - path: the folder in the tree.
  ///   - real: where it is, without symbolic links.
  ///   - scans: it and all below it.
  /// - Returns: its index in `visits`; nil if there is nothing to enter.
  private mutating func enter(
    _ path: String, _ real: String, _ scans: [FolderScan], _ index: Int
  ) throws -> Int? {
    let scan = scans[index]
    switch scan.state {
    case .read: break
    case .none: return nil
    case .failed(let reason):
      throw Failure(
        Diagnostic(.noInput, "cannot read '\(PathText.join(root, path))': \(reason)"))
    case .notUTF8(let name):
      throw Failure(
        Diagnostic(
          .noInput, "the name '\(path)/\(name)' is not UTF-8; rename the file or leave it out"))
    }
    open.append(real)
    defer { open.removeLast() }
    fingerprint.add(path)
    fingerprint.add(scan.fingerprint)
    let visit = visits.count
    visits.append(Visit(path: path, real: real, scan: scan))
    for item in scan.branches.map({ scan.items[$0] }) {
      let name = scan.name(item)
      let child = path.isEmpty ? name : "\(path)/\(name)"
      let branch: Branch
      if item.kind == .folder {
        let folder = scan.firstFolder + Int(item.index)
        branch = try entered(child, real == "/" ? "/" + name : "\(real)/\(name)", scans, folder)
      } else {
        branch = try follow(scan.links[Int(item.index)].target, from: child)
      }
      visits[visit].branches.append(branch)
    }
    return visit
  }

  private mutating func entered(
    _ path: String, _ real: String, _ scans: [FolderScan], _ index: Int
  ) throws -> Branch {
    try enter(path, real, scans, index).map { .entered($0) } ?? .none
  }

  /// A link to the folder `target`.
  private mutating func follow(_ target: String, from path: String) throws -> Branch {
    let inside =
      target == root ? "" : PathText.relative(target, to: root) ?? folderAliases[target]
    // Paths that hold one another are walked twice.
    if let inside, inside != path { return .link(to: inside) }
    folderAliases[target] = path
    // What holds itself by a link is entered once.
    return try entered(path, target, FolderScan.all(below: target, except: open), 0)
  }
}
