import FoundationEssentials
import StaticCallCore
import StaticCallRuntime

/// A folder with the built-in static_call.h, for sources whose flags do not lead to one.
struct HeaderFolder {
  let path: String

  init() throws {
    let template = FileManager.default.temporaryDirectory.appending(path: "sc-rewrite-XXXXXX").path
    guard let made = Disk.makeTemporaryFolder(template) else {
      throw Failure(Diagnostic(.output, "cannot make a temporary folder: \(Disk.lastError)"))
    }
    path = Disk.realPath(made) ?? made
    let header = RuntimeSources.header
    guard Disk.write(header.bytes, to: "\(path)/\(header.name)") else {
      throw Failure(Diagnostic(.output, "cannot write '\(path)': \(Disk.lastError)"))
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
