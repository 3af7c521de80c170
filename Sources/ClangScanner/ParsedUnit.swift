import CClang
import StaticCallCore

/// A parsed unit and the questions that are asked of it, in the tool's own terms.
struct ParsedUnit {
  let clang: LibClang
  let handle: CXTranslationUnit
  let names: FileNames
  /// Whether functions were parsed, or only what stands between them.
  let hasBodies: Bool
  /// Every file that was read, the main file first.
  let table: [IncludedFile]
  var root: CXCursor { clang.c.clang_getTranslationUnitCursor(handle) }

  init(clang: LibClang, handle: CXTranslationUnit, names: FileNames, hasBodies: Bool) {
    self.clang = clang
    self.handle = handle
    self.names = names
    self.hasBodies = hasBodies
    table = ParsedUnit.files(of: handle, clang, names)
  }

  /// A file of this unit. Handles are unique within a unit.
  struct File: Hashable {
    let handle: CXFile
  }

  /// Where a file lies and what it is called.
  func name(of file: File) -> String {
    names.local(absoluteName(of: file))
  }

  func absoluteName(of file: File) -> String { ParsedUnit.absoluteName(of: file, clang) }

  private static func absoluteName(of file: File, _ clang: LibClang) -> String {
    let real = clang.take(clang.c.clang_File_tryGetRealPathName(file.handle))
    return real.isEmpty ? clang.take(clang.c.clang_getFileName(file.handle)) : real
  }

  func contents(of file: File) -> UnsafeBufferPointer<UInt8> {
    var size = 0
    let start = clang.c.clang_getFileContents(handle, file.handle, &size)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// A location with its file still a handle: cheap, for comparisons.
  struct Spot: Hashable {
    var file: File
    var offset: Int
    var line: Int
    var column: Int
  }

  enum Through {
    /// Where the macro was written or, for a token of a macro's argument, where that was written.
    case file
    /// Where the outermost macro was written.
    case expansion
  }

  func spot(_ location: CXSourceLocation, through: Through = .file) -> Spot? {
    var file: CXFile?
    var line: UInt32 = 0
    var column: UInt32 = 0
    var offset: UInt32 = 0
    switch through {
    case .file: clang.c.clang_getFileLocation(location, &file, &line, &column, &offset)
    case .expansion: clang.c.clang_getExpansionLocation(location, &file, &line, &column, &offset)
    }
    guard let file else { return nil }
    return Spot(file: File(handle: file), offset: Int(offset), line: Int(line), column: Int(column))
  }

  /// File and offset alone: counting lines and columns costs a pass over the file or the line.
  func offset(
    _ location: CXSourceLocation, through: Through = .file
  ) -> (file: File, offset: Int)? {
    var file: CXFile?
    var offset: UInt32 = 0
    switch through {
    case .file: clang.c.clang_getFileLocation(location, &file, nil, nil, &offset)
    case .expansion: clang.c.clang_getExpansionLocation(location, &file, nil, nil, &offset)
    }
    return file.map { (File(handle: $0), Int(offset)) }
  }

  func spot(of cursor: CXCursor) -> Spot? { spot(clang.c.clang_getCursorLocation(cursor)) }

  func place(_ spot: Spot) -> Place {
    Place(file: name(of: spot.file), offset: spot.offset, line: spot.line, column: spot.column)
  }

  /// The byte range of a cursor within one file; nil if it starts and ends in two.
  func extent(of cursor: CXCursor, through: Through = .file) -> (file: File, range: Range<Int>)? {
    let range = clang.c.clang_getCursorExtent(cursor)
    guard let start = offset(clang.c.clang_getRangeStart(range), through: through),
      let end = offset(clang.c.clang_getRangeEnd(range), through: through),
      start.file == end.file, start.offset <= end.offset
    else { return nil }
    return (start.file, start.offset..<end.offset)
  }

  /// Every file read, those excepted that are the system's or built in, the main file first.
  func inclusions() -> [String] {
    files().map(\.local)
  }

  /// A file of the tree counts even if it is found as a system header.
  func files() -> [IncludedFile] {
    table.filter { file in
      if names.contains(file.local) { return true }
      let start = clang.c.clang_getLocationForOffset(handle, file.file.handle, 0)
      return clang.c.clang_Location_isInSystemHeader(start) == 0 && !names.isHidden(file.absolute)
    }
  }

  /// A file with its names, which are costly to ask for.
  struct IncludedFile {
    let file: File
    let absolute: String
    let local: String
  }

  private static func files(
    of handle: CXTranslationUnit, _ clang: LibClang, _ names: FileNames
  ) -> [IncludedFile] {
    final class Box {
      var files: [CXFile] = []
    }
    let box = Box()
    clang.c.clang_getInclusions(
      handle,
      { file, _, _, data in
        guard let file, let data else { return }
        Unmanaged<Box>.fromOpaque(data).takeUnretainedValue().files.append(file)
      }, Unmanaged.passUnretained(box).toOpaque())
    return box.files.map { file in
      let absolute = ParsedUnit.absoluteName(of: File(handle: file), clang)
      return IncludedFile(
        file: File(handle: file), absolute: absolute, local: names.local(absolute))
    }
  }

  /// Where macros are used in a file, arguments included. Rarely asked, and not cheap.
  func expansions(in file: File) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    clang.visit(root) { cursor in
      guard cursor.kind == CXCursor_MacroExpansion, let extent = extent(of: cursor),
        extent.file == file
      else { return }
      ranges.append(extent.range)
    }
    return ranges
  }

  /// For each of some files that was read, the ranges that the preprocessor skipped.
  func skippedRanges(of wanted: Set<String>) -> [String: [Range<Int>]] {
    var ranges: [String: [Range<Int>]] = [:]
    for file in table where wanted.contains(file.local) {
      ranges[file.local] = skippedRanges(of: file.file)
    }
    return ranges
  }

  /// Ranges that the preprocessor skipped.
  func skippedRanges(of file: File) -> [Range<Int>] {
    guard let list = clang.c.clang_getSkippedRanges(handle, file.handle) else { return [] }
    defer { clang.c.clang_disposeSourceRangeList(list) }
    return (0..<Int(list.pointee.count)).compactMap { index in
      let range = list.pointee.ranges[index]
      guard let start = offset(clang.c.clang_getRangeStart(range)),
        let end = offset(clang.c.clang_getRangeEnd(range)), start.offset <= end.offset
      else { return nil }
      return start.offset..<end.offset
    }
  }
}
