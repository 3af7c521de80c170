import CDwarf

/// libdw, loaded when it is first asked for; nil if this machine has none.
///
/// The table is written before it is shared and never again, and libdw allows calls from several
/// threads as long as they do not share an object; so it may cross threads.
struct LibDw: @unchecked Sendable {
  let c: cdwarf

  static let shared: LibDw? = {
    var table = cdwarf()
    return cdwarf_load(&table) == nil ? LibDw(c: table) : nil
  }()
}
