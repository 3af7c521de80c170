/// What the preprocessor does in one file, cut out of its text once and run for every unit that
/// reads it: the directives in order, and the words that are searched for.
final class FileDigest: Sendable {
  /// A directive, or a word of the text.
  struct Step: Sendable {
    enum Kind: UInt8, Sendable {
      case ifDefined, ifNotDefined, `if`, elseIfDefined, elseIfNotDefined, elseIf, `else`, end
      case define, undefine, include, once, forget, word
    }

    var kind: Kind
    /// The macro that it is about.
    var name: NameTable.Name = 0
    /// Of a conditional: the next step of the same chain. Else an index of `definitions`,
    /// `inclusions` or `words`; of an `#undef` of a word, of `bodyWords`.
    var next: Int32 = 0
    /// Of an `#if`, an index of `conditions`.
    var tokens: Int32 = 0
    /// Whether a word itself is (un)defined.
    var isWord = false
  }

  struct Definition: Sendable {
    /// The text behind the name, parameters included, in `bodies`.
    var body: Range<Int32>
    /// Where the name stands in the file.
    var offset: Int32
    /// Indices of `bodyWords`.
    var words: Range<Int32>
  }

  struct Inclusion: Sendable, Hashable {
    enum Target: Sendable, Hashable {
      case quoted(NameTable.Name)
      case angled(NameTable.Name)
      /// Whatever these tokens become.
      case computed([PPToken])
    }

    var target: Target
    var isNext = false
    /// Whether it is `#import`: at most once.
    var isImport = false
  }

  /// A word that is searched for, in the text or a macro's body.
  struct Word: Sendable {
    var name: NameTable.Name
    var offset: Int32
    /// Where it is called: the tokens from the parenthesis to its partner.
    var arguments: [PPToken] = []
    /// The names before each parenthesis that is open where it stands: macros that may drop it,
    /// stringize it, or give its arguments other names.
    var around: [NameTable.Name] = []
  }

  let steps: [Step]
  let definitions: [Definition]
  let inclusions: [Inclusion]
  let conditions: [[PPToken]]
  let words: [Word]
  let bodyWords: [Word]
  /// The definitions' texts behind one another.
  let bodies: [UInt8]
  /// The operands of the compiler's own questions: `__has_attribute(x)` and the like.
  let questions: [CompilerQuestion]
  /// Whether something stands in it that a dry run does not follow: the reason, for people.
  let oddity: String?
  let hasTrigraphs: Bool
  /// Of the bytes.
  let contentHash: ContentHash
  /// The macro that, once defined, leaves nothing of the file: its include guard.
  let guardMacro: NameTable.Name?

  init(
    steps: [Step], definitions: [Definition], inclusions: [Inclusion], conditions: [[PPToken]],
    words: [Word], bodyWords: [Word], bodies: [UInt8], questions: [CompilerQuestion],
    oddity: String?, hasTrigraphs: Bool, contentHash: ContentHash
  ) {
    self.steps = steps
    self.definitions = definitions
    self.inclusions = inclusions
    self.conditions = conditions
    self.words = words
    self.bodyWords = bodyWords
    self.bodies = bodies
    self.questions = questions
    self.oddity = oddity
    self.hasTrigraphs = hasTrigraphs
    self.contentHash = contentHash
    guardMacro = steps.first.flatMap { first in
      first.kind == .ifNotDefined && Int(first.next) == steps.count - 1 && steps.last?.kind == .end
        ? first.name : nil
    }
  }
}

/// A question that a condition asks of the compiler: `__has_builtin(__builtin_expect)`.
public struct CompilerQuestion: Sendable, Hashable, Codable {
  public var function: String
  public var operand: String

  /// Those that are answered by yes or no. The others (`__has_c_attribute`) have dates for
  /// answers.
  static let functions: Set<String> = [
    "__has_attribute", "__has_builtin", "__has_constexpr_builtin", "__has_declspec_attribute",
    "__has_extension", "__has_feature", "__has_warning", "__is_identifier", "__is_target_arch",
    "__is_target_vendor", "__is_target_os", "__is_target_environment",
    "__is_target_variant_os", "__is_target_variant_environment",
  ]
}
