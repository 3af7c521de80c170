/// What one front end found in one translation unit.
///
/// This is the border between the front ends, which know a language and nothing of CPUs, and the
/// rest. It is a plain value, so that units can be scanned in any order, in parallel and, later,
/// on other machines.
public struct UnitScan: Sendable, Codable, Equatable {
  /// The unit's main file.
  public var unit: String
  public var sites: [Site] = []
  public var keys: [KeyDeclaration] = []
  public var uses: [KeyUse] = []
  public var targets: [KeyTarget] = []
  public var mentions: [KeyMention] = []
  public var assemblyUses: [AssemblyUse] = []
  /// Whether functions' bodies were read for `targets`, `mentions` and `assemblyUses`, or only
  /// what stands between functions.
  public var hasBodies = true
  public var leftAlone: [LeftAlone] = []
  /// Whether the unit is Swift and can see the names of static calls.
  public var importsModule = false
  /// The identifiers that such a file has, sorted: keys may be among them.
  public var names: [String] = []
  /// What this Swift file declares for all of its module under a name of the API.
  public var hiding: [Hiding] = []
  /// Every file that was read, system headers excepted, in order of first inclusion.
  public var inclusions: [String] = []
  public var diagnostics: [Diagnostic] = []

  public init(unit: String) {
    self.unit = unit
  }
}

/// A scan and what a selection of units and a cache want to know besides.
public struct Scanned: Sendable, Codable, Equatable {
  public var scan: UnitScan
  /// Absolute names of all files that were read, the system's too.
  public var files: [String]
  /// For each watched file that was read, the bytes that the preprocessor skipped.
  public var skipped: [String: [Range<Int>]]
  /// Whether a dry run of the unit foresaw what the parse reads.
  public var isForeseen = true

  public init(scan: UnitScan, files: [String] = [], skipped: [String: [Range<Int>]] = [:]) {
    self.scan = scan
    self.files = files
    self.skipped = skipped
  }
}

/// One `static_call(name)` in a file.
public struct Site: Hashable, Sendable, Codable {
  /// What kind of call it is.
  public enum Form: String, Sendable, Codable {
    case call = "static_call"
    case conditional = "static_call_cond"
    case module = "static_call_mod"
  }

  /// What the callee's argument names.
  public enum Subject: Hashable, Sendable, Codable {
    /// One key.
    case key(String)
    /// Whatever the macro with this name makes of it: the one in whose body the site stands, or
    /// the callee's argument.
    case macro(String)
  }

  public var subject: Subject
  public var form: Form
  /// The macro as it was written; for the user's own, not `form`'s name.
  public var macro: String
  /// The callee's argument, if that is one word and the site stands in no macro's body: the key's
  /// name, or a macro's that makes it.
  public var argument: String?
  public var place: Place
  /// The bytes to replace: from the call macro's name to its closing parenthesis, both included,
  /// or in a macro's body, if it is called there, the name alone.
  public var original: [UInt8]
  /// What stood between those tokens and must stay: comments, newlines, splices. Mere blanks go.
  /// In a macro's body all that stands behind the name, and the splices within it.
  public var kept: [UInt8]
  /// Whether an argument list follows. If not, the site's value is a function pointer, for whoever
  /// uses the macro in whose body it stands.
  public var isCalled: Bool
  /// Whether `original` ends with the parenthesis that opens the arguments, and `kept` goes behind
  /// it: a Swift call's arguments begin on the line where its callee ends.
  public var isKeptInArguments = false
  /// Whether it stands where only the build knows what is compiled: an `#if` that no scan
  /// evaluates.
  public var isConditional = false

  /// Whether the call is an optional's in Swift, `static_call(k)?(x)`.
  public var isOptional = false

  /// Nil in a macro's body.
  public var key: String? {
    if case .key(let name) = subject { return name }
    return nil
  }

  public init(
    _ subject: Subject, form: Form, macro: String? = nil, argument: String? = nil, place: Place,
    original: [UInt8], kept: [UInt8], isCalled: Bool
  ) {
    self.argument = argument
    self.macro = macro ?? form.rawValue
    self.subject = subject
    self.form = form
    self.place = place
    self.original = original
    self.kept = kept
    self.isCalled = isCalled
  }
}

/// A declaration or definition of a key.
public struct KeyDeclaration: Hashable, Sendable, Codable {
  /// Who brings the trampoline.
  public enum Provider: String, Sendable, Codable {
    /// sc-rewrite's own static_call.h: the trampoline is generated.
    case generated
    /// The Linux kernel's headers, which define the trampoline themselves.
    case kernel
    /// The Linux kernel's headers for a CPU without trampolines, where the key is a pointer and no
    /// more: the trampoline is generated, and loads it.
    case kernelGeneric = "kernel-generic"
  }

  /// The first target of a definition.
  public enum Initial: Hashable, Sendable, Codable {
    case function(String)
    case null
    case returnZero
  }

  public enum Language: String, Sendable, Codable {
    case c, swift
  }

  public var name: String
  /// The canonical C type, such as `int (const char *, unsigned long)`; empty where Swift defines
  /// a key with types that only a C header can tell.
  public var type: String
  public var language = Language.c
  /// Of a key that Swift defines: its type with what C does not check, `int (const char
  /// *_Nonnull)`.
  public var prototype: String?
  public var place: Place
  /// Nil for a declaration.
  public var initial: Initial?
  public var provider: Provider
  /// What a call returns; nil where a front end does not say.
  public var returned: ReturnedValue?
  /// What C says against calling it, if anything.
  public var availability: Availability?

  public struct Availability: Hashable, Sendable, Codable {
    /// Calls are errors, and not mere warnings.
    public var isUnavailable: Bool
    /// Empty if C gives none.
    public var message: String

    public init(isUnavailable: Bool, message: String) {
      self.isUnavailable = isUnavailable
      self.message = message
    }
  }

  public init(
    name: String, type: String, place: Place, initial: Initial?, provider: Provider,
    returned: ReturnedValue? = nil
  ) {
    self.name = name
    self.type = type
    self.place = place
    self.initial = initial
    self.provider = provider
    self.returned = returned
  }
}

/// A place that concerns a key and is not rewritten by design.
public struct KeyUse: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    case update = "static_call_update"
    case query = "static_call_query"
    case export = "EXPORT_STATIC_CALL"
    case exportTrampoline = "EXPORT_STATIC_CALL_TRAMP"
  }

  public var key: String
  public var kind: Kind
  public var place: Place

  public init(key: String, kind: Kind, place: Place) {
    self.key = key
    self.kind = kind
    self.place = place
  }
}

/// A `static_call` in the tree that was not rewritten, and why. Nothing is skipped silently.
public struct LeftAlone: Hashable, Sendable, Codable {
  public enum Reason: String, Sendable, Codable {
    /// Within the body of a `#define`, but without arguments of its own, or where no unit that has
    /// static_call.h reads it.
    case macroBody = "macro-body"
    /// In a branch that the preprocessor skipped in every unit.
    case inactive
    /// A macro, function or variable of that name that is not static_call.h's, or may be none of
    /// it where a macro's body is used. A parameter of that name, and a part of a longer name.
    case notOurs = "not-ours"
    /// An argument that its macro does not expand (it is stringized, pasted or dropped).
    case unexpanded
    /// Within a preprocessor directive (`#ifdef static_call`), or one stands within the callee.
    case directive
    /// Which key it is cannot be told: it stands where libclang shows no syntax tree.
    case unresolved
    /// No parsed unit includes the file.
    case notIncluded = "not-included"
    /// The file is neither C nor Swift, and no C unit includes it.
    case otherLanguage = "other-language"
    /// The file is outside the tree.
    case outside
    /// Swift, where no direct call can stand: the pointer itself is used, or whether there was a
    /// call.
    case position
  }

  public var place: Place
  public var reason: Reason

  public init(place: Place, reason: Reason) {
    self.place = place
    self.reason = reason
  }
}

/// A function, variable or the like that hides one of StaticCall's in its whole Swift module.
public struct Hiding: Hashable, Sendable, Codable {
  public var name: String
  public var place: Place

  public init(name: String, place: Place) {
    self.name = name
    self.place = place
  }
}
