import CClang
import StaticCallCore

/// A parsed unit and the questions that are asked of it, in the tool's own terms.
struct ParsedUnit {
  let clang: LibClang
  let handle: CXTranslationUnit
  let names: FileNames
  /// Whether functions were parsed, or only what stands between them.
  let hasBodies: Bool
  var root: CXCursor { clang.c.clang_getTranslationUnitCursor(handle) }

  /// A file of this unit. Handles are unique within a unit.
  struct File: Hashable {
    let handle: CXFile
  }

  /// Where a file lies and what it is called.
  func name(of file: File) -> String {
    names.local(absoluteName(of: file))
  }

  func absoluteName(of file: File) -> String {
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
    files().map(name)
  }

  /// A file of the tree counts even if it is found as a system header.
  func files() -> [File] {
    allFiles().filter { file in
      let start = clang.c.clang_getLocationForOffset(handle, file.handle, 0)
      let isSystem = clang.c.clang_Location_isInSystemHeader(start) != 0
      return names.contains(name(of: file))
        || (!isSystem && !names.isHidden(absoluteName(of: file)))
    }
  }

  func allFiles() -> [File] {
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
    return box.files.map { File(handle: $0) }
  }

  /// Those of some names that are defined as macros anywhere in the unit.
  func macros(among names: Set<String>) -> Set<String> {
    let initials = Array(Set(names.compactMap(\.utf8.first)))
    var found: Set<String> = []
    clang.visit(root) { cursor in
      guard cursor.kind == CXCursor_MacroDefinition,
        let name = clang.name(of: cursor, initials: initials), names.contains(name)
      else { return }
      found.insert(name)
    }
    return found
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
    for file in allFiles() {
      let name = name(of: file)
      if wanted.contains(name) { ranges[name] = skippedRanges(of: file) }
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
