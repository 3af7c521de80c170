/// Which files are read.
extension DryRun {
  func include(_ inclusion: FileDigest.Inclusion, at index: Int) {
    guard let current = stack.last, let search else { return }
    let resolved: HeaderSearch.Found
    if case .computed(let tokens) = inclusion.target {
      guard let target = header(tokens, current.file.digest) else {
        return record.doubt("it cannot be told which file an #include of a macro names")
      }
      resolved = resolve(
        FileDigest.Inclusion(
          target: target, isNext: inclusion.isNext, isImport: inclusion.isImport))
    } else if inclusion.isNext {
      resolved = resolve(inclusion)
    } else {
      let row = search.row(current.file.number, current.file.digest.inclusions.count)
      resolved = row.found[index] ?? resolve(inclusion)
      row.found[index] = resolved
    }
    guard resolved.node != SourceStore.none else {
      switch inclusion.target {
      case .quoted(let name), .angled(let name): record.missing(names.text(name))
      case .computed: record.missing("a macro's")
      }
      return
    }
    guard inclusion.isImport else { return visit(resolved.node, resolved.found) }
    let file = file(resolved.node)
    guard !record.hasRead(file) else { return }
    visit(resolved.node, resolved.found)
    if isCertain { once.insert(file.textNumber) } else { perhapsOnce.insert(file.textNumber) }
  }

  /// The file that an inclusion in the file at hand names, or `none`.
  func resolve(_ inclusion: FileDigest.Inclusion) -> HeaderSearch.Found {
    guard let current = stack.last, let search else { return (SourceStore.none, .noFolder) }
    switch inclusion.target {
    case .computed: return (SourceStore.none, .noFolder)
    case .quoted(let name), .angled(let name):
      let text = names.text(name)
      if text.hasPrefix("/") { return (store.node(text), .noFolder) }
      var isAngled = true
      if case .quoted = inclusion.target { isAngled = false }
      if inclusion.isNext, current.found != .noFolder {
        return search.find(name, after: current.found)
      }
      if !isAngled {
        let node = search.node(name, in: current.file.folder)
        if node != SourceStore.none { return (node, .noFolder) }
      }
      return search.find(name, isAngled: isAngled)
    }
  }
}
