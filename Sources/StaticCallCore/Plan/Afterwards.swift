extension Plan {
  /// The plan for the tree when it holds the edits: nothing is left to edit, and what stood behind
  /// an edit has moved.
  var afterwards: Plan {
    let moves = Dictionary(uniqueKeysWithValues: edited.map { ($0.path, Move($0)) })
    func moved(_ place: Place) -> Place { moves[place.file]?.place(place) ?? place }
    var program = program
    program.sites = []
    for index in program.keys.indices {
      program.keys[index].definition = program.keys[index].definition.map(moved)
      program.keys[index].declarations = program.keys[index].declarations.map(moved)
    }
    for index in program.uses.indices {
      program.uses[index].place = moved(program.uses[index].place)
    }
    for index in program.leftAlone.indices {
      program.leftAlone[index].place = moved(program.leftAlone[index].place)
    }
    return Plan(program: program, tree: tree, options: options, edited: [])
  }

  /// Where the places of one file go.
  private struct Move {
    let edits: [Edit]
    /// By how much the text has grown behind as many edits.
    let growth: [Int]
    let old: LineTable
    let new: LineTable

    init(_ file: EditedFile) {
      edits = file.edits.edits
      growth = edits.reduce(into: [0]) { sums, edit in
        sums.append((sums.last ?? 0) + edit.replacement.count - edit.original.count)
      }
      old = LineTable(file.text)
      new = LineTable(file.edits.apply(to: file.text))
    }

    func place(_ place: Place) -> Place {
      let growth = growth[edits.partitioningIndex { $0.range.upperBound > place.offset }]
      var result = new.place(of: place.offset + growth, in: place.file)
      // clang ends lines at a lone carriage return, too: its numbers are kept then.
      if old.place(of: place.offset, in: place.file) != place {
        (result.line, result.column) = (place.line, place.column)
      }
      return result
    }
  }
}
