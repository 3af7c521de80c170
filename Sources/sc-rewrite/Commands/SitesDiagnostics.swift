import ObjectPass
import StaticCallCore

/// What there is to tell of an object.
extension SitesFile {
  mutating func tellLTO(_ what: String, of name: String) {
    diagnostics.append(
      Diagnostic(
        .lto, about: display,
        "'\(name)' \(what); run 'sites' on what the linker makes of it with -r (gcc: -r -flinker-output=nolto-rel)"
      ))
  }

  mutating func note(_ new: Found, needs change: Bool, losesSites: Bool) {
    found.append(new)
    let report = new.report
    if checks && change {
      let what =
        switch report.table {
        case .missing: "has no table of its \(report.sites) sites"
        case _ where report.sites == 0: "has a stale site table, and no sites"
        default: "has a site table that is not that of its \(report.sites) sites"
        }
      diagnostics.append(Diagnostic(.siteTable, about: display, "'\(new.name)' \(what)"))
    }
    if losesSites {
      tellLTO(
        report.sites == 0
          ? "has intermediate code only (-flto)"
          : "has intermediate code, too, and loses its sites where that is linked (-flto)",
        of: new.name)
    }
    if report.isReadOnly && report.sites > 0 {
      diagnostics.append(
        Diagnostic(
          .noInline, about: display,
          "'\(new.name)' has \(report.sites) sites, which stay on the trampoline: there is no inline form for \(report.machine) yet"
        ))
    }
    for other in report.others where other.isSurprise {
      diagnostics.append(warning(of: other, in: new))
    }
  }

  private func warning(of other: ObjectReport.Other, in object: Found) -> Diagnostic {
    let function = other.function.map { "\($0)+0x\(String(other.functionOffset ?? 0, radix: 16))" }
    let place = function ?? "\(other.section)+0x\(String(other.offset, radix: 16))"
    let message = "'\(other.key)' \(other.summary), in \(place)"
    guard let file = other.file, let line = other.line else {
      return Diagnostic(.indirectCall, about: display, "\(object.name): \(message)")
    }
    return Diagnostic(
      .indirectCall,
      at: Place(file: file, offset: 0, line: line, column: max(other.column ?? 1, 1)),
      message, notes: [Diagnostic.Note("in '\(object.name)'")])
  }
}
