package io.jadis.protocol.command;

import java.util.ArrayList;
import java.util.List;

/**
 * One command's facts as the group classes state them, in Redis's own terms. What follows from other facts is not
 * declared: MOVABLEKEYS, first and last key, and the ACL categories that flags imply.
 */
final class Declaration {
    private static final FindKeys.Range ONE_KEY = new FindKeys.Range(0, 1, 0);

    final String name;
    final int arity;
    long flags;
    long aclCategories;
    final List<KeySpec> keySpecs = new ArrayList<>(1);
    KeyProcedure keyProcedure = KeyProcedure.NONE;
    ChannelAccess channelAccess = ChannelAccess.NONE;

    String since;
    String summary;
    /** Most commands take constant time; null = says nothing about it. */
    String complexity = "O(1)";
    String deprecatedSince;
    String replacedBy;
    boolean internal;
    String[] tips = {};
    List<CommandDocs.Change> history = List.of();
    String arguments = "";

    private Declaration(String name, int arity) {
        this.name = name;
        this.arity = arity;
    }

    /**
     * @param name upper case; a subcommand is declared behind its container, as {@code CONTAINER|SUBCOMMAND}
     * @param arity the number of arguments with the name; negative: at least that many
     */
    static Declaration command(String name, int arity) {
        return new Declaration(name, arity);
    }

    /** The version of Redis that brought the command. */
    Declaration since(String version) {
        since = version;
        return this;
    }

    Declaration flags(CommandFlag... set) {
        for (CommandFlag flag : set) flags |= flag.bit();
        return this;
    }

    Declaration acl(AclCategory... categories) {
        for (AclCategory category : categories) aclCategories |= category.bit();
        return this;
    }

    /** One key at a fixed position. */
    Declaration key(int position, KeyFlag... use) {
        return spec(new BeginSearch.Index(position), ONE_KEY, use);
    }

    /** Each {@code step}-th argument from {@code first}; {@code last} is relative to it, or if negative to the end. */
    Declaration keys(int first, int last, int step, KeyFlag... use) {
        return spec(new BeginSearch.Index(first), new FindKeys.Range(last, step, 0), use);
    }

    /** Their number at a fixed position, and the keys behind it. */
    Declaration numberedKeys(int numberPosition, KeyFlag... use) {
        return spec(new BeginSearch.Index(numberPosition), new FindKeys.Numbered(0, 1, 1), use);
    }

    /** One key behind a word, which is looked for from an argument on. */
    Declaration keyAfter(String word, int startFrom, KeyFlag... use) {
        return spec(new BeginSearch.Keyword(word, startFrom), ONE_KEY, use);
    }

    /** All arguments behind a word, or with {@code limit} 2 the first half of them. */
    Declaration keysAfter(String word, int startFrom, int limit, KeyFlag... use) {
        return spec(new BeginSearch.Keyword(word, startFrom), new FindKeys.Range(-1, 1, limit), use);
    }

    /** Keys that no spec can tell. */
    Declaration unknownKeys(KeyFlag... use) {
        return spec(new BeginSearch.Unknown(), new FindKeys.Unknown(), use);
    }

    private Declaration spec(BeginSearch begin, FindKeys find, KeyFlag... use) {
        keySpecs.add(new KeySpec(KeyFlag.mask(use), begin, find, null));
        return this;
    }

    /** A remark on the key spec that was declared last. */
    Declaration note(String text) {
        KeySpec last = keySpecs.removeLast();
        keySpecs.add(new KeySpec(last.flags(), last.begin(), last.find(), text));
        return this;
    }

    Declaration keysFoundBy(KeyProcedure procedure) {
        keyProcedure = procedure;
        return this;
    }

    Declaration channels(ChannelAccess access) {
        channelAccess = access;
        return this;
    }

    /** Hints for clients and proxies. */
    Declaration tips(String... values) {
        tips = values;
        return this;
    }

    Declaration summary(String text) {
        summary = text;
        return this;
    }

    Declaration complexity(String text) {
        complexity = text;
        return this;
    }

    Declaration deprecated(String version, String replacement) {
        deprecatedSince = version;
        replacedBy = replacement;
        return this;
    }

    /** For servers and their tests, not for users. */
    Declaration internal() {
        internal = true;
        return this;
    }

    /** What a version brought to a command that was there before. */
    Declaration history(String version, String change) {
        if (history.isEmpty()) history = new ArrayList<>(2);
        history.add(new CommandDocs.Change(version, change));
        return this;
    }

    /** The grammar of the arguments, as {@link ArgumentGrammar} reads it. */
    Declaration arguments(String grammar) {
        arguments = grammar;
        return this;
    }
}
