import Glibc
import ObjectPass
import StaticCallCore

/// One object or archive on the disk, and the sites pass on it.
enum SitesFile {
  /// Brings the site tables of a file in order. The file is replaced whole or not touched.
  ///
  /// - Returns: what there is to tell; the file is as it was if there is an error among it.
  static func update(_ path: String, _ options: ObjectPass.Options) -> [Diagnostic] {
    []
  }
}
