/// A file for `-vfsoverlay`: under the names of the user's own Swift files, the compiler reads the
/// rewritten ones. So messages, `#file`, debuggers and coverage name the user's file, at the same
/// lines.
///
/// C has `#line` for this. Swift's `#sourceLocation` in a mirrored file is no good: the compiler
/// warns that two paths of a module make one `#fileID` if both end in the same name, and has no
/// switch for that.
///
/// The format is LLVM's (`RedirectingFileSystem` in VirtualFileSystem.h). All names are relative
/// to this file.
enum SwiftOverlay {
  static func emit(_ plan: Plan) -> [OutputFile] {
    guard plan.options.mirrors, let root = plan.options.treeFromOutput else { return [] }
    let files = plan.edited.map(\.path).filter(SourceKind.isSwift)
    let links = plan.tree.links.filter { files.contains($0.value) }.keys
    let overlay = Overlay(
      roots: (files + links).sorted().map {
        .init(name: "../\(root)/\($0)", externalContents: "../\($0)")
      })
    return [
      OutputFile(
        path: OutputName.swift + "/overlay.yaml", content: .bytes(JSONText.encode(overlay)))
    ]
  }

  private struct Overlay: Encodable {
    var version = 0
    var caseSensitive = "true"
    var overlayRelative = "true"
    var rootRelative = "overlay-dir"
    var useExternalNames = "false"
    var roots: [Root]

    enum CodingKeys: String, CodingKey {
      case version
      case caseSensitive = "case-sensitive"
      case overlayRelative = "overlay-relative"
      case rootRelative = "root-relative"
      case useExternalNames = "use-external-names"
      case roots
    }
  }

  private struct Root: Encodable {
    var type = "file"
    var name: String
    var externalContents: String

    enum CodingKeys: String, CodingKey {
      case type, name
      case externalContents = "external-contents"
    }
  }
}
