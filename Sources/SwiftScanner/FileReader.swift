import StaticCallCore
import SwiftSyntax

/// Makes a scan of what a walk found: for every use of a name of the API what it is, or why it is
/// left alone.
struct FileReader {
  private let file: SourceText
  private let walk: FileWalk
  private var names: Names

  init(_ file: SourceText, _ walk: FileWalk) {
    self.file = file
    self.walk = walk
    names = walk.names
  }

  func read(into scan: inout UnitScan) {
    var reader = self
    reader.readAll(into: &scan)
  }

  private mutating func readAll(into scan: inout UnitScan) {
    scan.importsModule = walk.importsModule
    if walk.importsModule { scan.names = walk.identifiers.sorted() }
    scan.hiding = walk.hiding.map { Hiding(name: $0.name, place: file.place(of: $0.token)) }
    for found in walk.found { read(found, into: &scan) }
  }

  private mutating func read(_ found: FileWalk.Found, into scan: inout UnitScan) {
    let callee = Callee(found.reference)
    guard walk.importsModule, isOurs(found, callee) else {
      if found.name.form != nil, callee.call != nil || callee.hasGenericArguments {
        let place = file.place(of: found.reference)
        scan.leftAlone.append(LeftAlone(place: place, reason: .notOurs))
      }
      return
    }
    let place = file.place(of: callee.expression)
    if found.isCompiled == .never {
      if found.name.form != nil {
        scan.leftAlone.append(LeftAlone(place: place, reason: .inactive))
      }
      return
    }
    switch found.name {
    case .call, .conditional: readCall(found, callee, at: place, into: &scan)
    case .update: readUse(.update, found, callee, at: place, into: &scan)
    case .query: readUse(.query, found, callee, at: place, into: &scan)
    case .define, .defineNull, .defineReturnZero:
      guard found.isCompiled == .always else {
        scan.diagnostics.append(
          Diagnostic(
            .swiftName, at: place,
            "a key is defined for every build, because its definition is generated once; put it outside of #if"
          ))
        return
      }
      let definition = Definition(found.name, callee, names.file, file)
      scan.keys += definition.key.map { [$0] } ?? []
      scan.diagnostics += definition.problem.map { [$0] } ?? []
    }
  }

  /// Whether the name is StaticCall's here.
  private mutating func isOurs(_ found: FileWalk.Found, _ callee: Callee) -> Bool {
    let use = Names.Use(offset: callee.offset, function: found.function)
    switch callee.qualifier {
    case .none: return !isDeclared(found.name.rawValue, at: use)
    case .selector(let module): return APIName.modules.contains(module)
    case .base(let module): return APIName.modules.contains(module) && !isDeclared(module, at: use)
    case .other: return false
    }
  }

  private mutating func isDeclared(_ name: String, at use: Names.Use) -> Bool {
    names.file[name] != nil || names.isHidden(name, at: use)
  }

  // MARK: Uses

  private mutating func readUse(
    _ kind: KeyUse.Kind, _ found: FileWalk.Found, _ callee: Callee, at place: Place,
    into scan: inout UnitScan
  ) {
    guard let key = callee.key, !isHidden(key, found) else { return }
    scan.uses.append(KeyUse(key: key.name, kind: kind, place: place))
  }

  /// Whether the key's name is something else here.
  private mutating func isHidden(_ key: Callee.Key, _ found: FileWalk.Found) -> Bool {
    let use = Names.Use(offset: key.offset, function: found.function)
    if let module = key.module { return key.needsBase && isDeclared(module, at: use) }
    let isOther = names.file[key.name, default: []].contains { declared in
      if case .key = declared { return false }
      return true
    }
    return isOther || names.isHidden(key.name, at: use)
  }

  // MARK: Calls

  private mutating func readCall(
    _ found: FileWalk.Found, _ callee: Callee, at place: Place, into scan: inout UnitScan
  ) {
    func refuse(_ reason: LeftAlone.Reason, _ message: String, mentioning keys: [String]) {
      scan.leftAlone.append(LeftAlone(place: place, reason: reason))
      scan.diagnostics.append(Diagnostic(.swiftPosition, at: place, message))
      scan.mentions += keys.map { KeyMention(key: $0, kind: .key) }
    }
    guard let form = found.name.form else { return }
    if let problem = callee.problem(form) {
      return refuse(.position, problem, mentioning: callee.key.map { [$0.name] } ?? [])
    }
    guard let key = callee.key else {
      return refuse(
        .unresolved,
        "\(form.rawValue) needs to know its key here: the key has to be a constant's name",
        mentioning: callee.namesInArguments)
    }
    if isHidden(key, found) {
      return refuse(
        .unresolved,
        "'\(key.name)' is not the key here, but declared in this file: the key has to be a constant's name",
        mentioning: [])
    }
    switch CallPosition(callee, form, key.name) {
    case .refused(let why): refuse(.position, why, mentioning: [key.name])
    case .direct(let last, let arguments):
      scan.sites.append(
        site(of: key.name, form, callee, to: last, arguments, at: place, found.isCompiled))
    }
  }

  /// - Parameters:
  ///   - last: the callee's last token.
  ///   - arguments: the parenthesis behind it, if there is one.
  private func site(
    of key: String, _ form: Site.Form, _ callee: Callee, to last: TokenSyntax,
    _ arguments: TokenSyntax?, at place: Place, _ isCompiled: Known
  ) -> Site {
    var kept: [UInt8] = []
    var end = last
    var token = callee.expression.firstToken(viewMode: .sourceAccurate)
    func keep(_ before: TokenSyntax, _ after: TokenSyntax) {
      kept += file.bytes(
        before.endPositionBeforeTrailingTrivia..<after.positionAfterSkippingLeadingTrivia)
    }
    while let before = token, before.id != last.id,
      let after = before.nextToken(viewMode: .sourceAccurate)
    {
      keep(before, after)
      token = after
    }
    // An argument list on another line would be a statement of its own.
    let isKeptInArguments = arguments != nil && kept.contains { $0 == 0x0a || $0 == 0x0d }
    if let arguments, isKeptInArguments {
      keep(last, arguments)
      end = arguments
    }
    if kept.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { kept = [] }
    let range =
      callee.expression.positionAfterSkippingLeadingTrivia..<end.endPositionBeforeTrailingTrivia
    var site = Site(
      .key(key), form: form, argument: key, place: place, original: Array(file.bytes(range)),
      kept: kept, isCalled: true)
    site.isKeptInArguments = isKeptInArguments
    site.isOptional = last.tokenKind == .postfixQuestionMark
    site.isConditional = isCompiled != .always
    return site
  }
}
