package io.jadis.protocol.acl;

import io.jadis.protocol.command.AclCategory;
import io.jadis.protocol.command.AsciiText;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.HelpReply;
import io.jadis.protocol.command.ReplySink;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.process.KernelRandom;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.InnerRequest;
import io.jadis.protocol.resp.ReplyBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * ACL and its subcommands, for whichever daemon. Each method takes the whole request, beginning with ACL itself, whose
 * arity has been checked.
 */
public final class AclCommands {
    private static final ErrorReply NOT_AN_INTEGER = ErrorReply.of("ERR value is not an integer or out of range");
    private static final ErrorReply NO_FILE = ErrorReply.of("ERR This Redis instance is not configured to use an ACL "
            + "file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE "
            + "(assuming you have a Redis configuration file set) in order to store users in the Redis configuration.");
    private static final ErrorReply NOT_SAVED = ErrorReply.of("ERR There was an error trying to save the ACLs. Please "
            + "check the server logs for more information");
    private static final ErrorReply NOT_REMOVABLE = ErrorReply.of("ERR The 'default' user cannot be removed");
    private static final ErrorReply UNUSABLE_NAME =
            ErrorReply.of("ERR Usernames can't contain spaces or null characters");
    private static final int PASSWORD_BITS = 256, PASSWORD_BITS_MAX = 4096, BITS_PER_DIGIT = 4;
    private static final ErrorReply NO_SUCH_LENGTH = ErrorReply.of("ERR ACL GENPASS argument must be the number of "
            + "bits for the output password, a positive number up to " + PASSWORD_BITS_MAX);
    private static final int ENTRIES_SHOWN = 10;
    private static final int CATEGORY_LENGTH_SHOWN = 128;

    private final CommandTable table;
    private final Users users;
    private final DenialLog log;
    private final AclFile file;
    private final AccessCheck check = new AccessCheck();

    public AclCommands(CommandTable table, Users users, DenialLog log, AclFile file) {
        this.table = table;
        this.users = users;
        this.log = log;
        this.file = file;
    }

    /** ACL CAT [category] */
    public void cat(Arguments request, ReplyBuffer reply) {
        if (request.count() > 3) {
            wrongSyntax(request, reply);
        } else if (request.count() == 2) {
            AclCategory[] categories = AclCategory.values();
            reply.array(categories.length);
            for (AclCategory category : categories) reply.bulk(category.label());
        } else {
            catCommands(AsciiText.string(request, 2), reply);
        }
    }

    private void catCommands(String name, ReplyBuffer reply) {
        AclCategory category = AclCategory.named(name);
        if (category == null) {
            String shown = name.substring(0, Math.min(name.length(), CATEGORY_LENGTH_SHOWN));
            reply.error("ERR Unknown category '" + shown + "'");
            return;
        }
        List<Command> found = new ArrayList<>();
        for (Command command : table.allCommands()) {
            if (command.isIn(category)) found.add(command);
            for (Command subcommand : command.subcommands()) if (subcommand.isIn(category)) found.add(subcommand);
        }
        reply.array(found.size());
        for (Command command : found) reply.bulk(command.fullName());
    }

    /** ACL DELUSER name [name …]: how many there were. */
    public void delUser(Arguments request, ReplyBuffer reply) {
        for (int i = 2; i < request.count(); i++) {
            if (AsciiText.string(request, i).equals(users.defaultUser().name())) {
                reply.error(NOT_REMOVABLE);
                return;
            }
        }
        int deleted = 0;
        for (int i = 2; i < request.count(); i++) {
            if (users.delete(AsciiText.string(request, i))) deleted++;
        }
        reply.integer(deleted);
    }

    /** ACL DRYRUN name command [argument …]: OK, or why not. */
    public void dryRun(Arguments request, ReplyBuffer reply) {
        User user = users.find(AsciiText.string(request, 2));
        if (user == null) {
            reply.error("ERR User '" + AsciiText.string(request, 2) + "' not found");
            return;
        }
        Arguments inner = new InnerRequest(request, 3);
        Command command = table.find(inner);
        if (command == null) {
            reply.error("ERR Command '" + AsciiText.string(inner, 0) + "' not found");
        } else if (!command.acceptsCount(inner.count())) {
            reply.error("ERR wrong number of arguments for '" + command.fullName() + "' command");
        } else {
            Denial denial = check.denial(user, command, inner);
            if (denial == null) reply.ok();
            else reply.bulk(bytes(reason(denial, user, command, check.object(denial, command, inner))));
        }
    }

    private static String reason(Denial denial, User user, Command command, String object) {
        return "User " + user.name() + " has no permissions to " + (denial == Denial.COMMAND
                ? "run the '" + command.fullName() + "' command"
                : "access the '" + object + "' " + denial.label());
    }

    /** ACL GENPASS [bits]: hexadecimal digits. */
    public void genPass(Arguments request, ReplyBuffer reply) {
        long bits = PASSWORD_BITS;
        if (request.count() > 3) {
            wrongSyntax(request, reply);
            return;
        }
        if (request.count() == 3) {
            if (!isInteger(request, 2)) {
                reply.error(NOT_AN_INTEGER);
                return;
            }
            bits = integer(request, 2);
        }
        if (bits <= 0 || bits > PASSWORD_BITS_MAX) {
            reply.error(NO_SUCH_LENGTH);
            return;
        }
        int digits = (int) (bits + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT;
        reply.bulk(HexFormat.of().formatHex(KernelRandom.bytes((digits + 1) / 2)).substring(0, digits));
    }

    /** ACL GETUSER name */
    public void getUser(Arguments request, ReplyBuffer reply) {
        User user = users.find(AsciiText.string(request, 2));
        if (user == null) {
            reply.nil();
            return;
        }
        reply.map(6);
        reply.bulk("flags");
        List<String> flags = user.flags();
        reply.set(flags.size());
        flags.forEach(reply::bulk);
        reply.bulk("passwords");
        reply.array(user.passwordHashes().size());
        user.passwordHashes().forEach(reply::bulk);
        selector(user.selector(0), reply);
        reply.bulk("selectors");
        reply.array(user.selectorCount() - 1);
        for (int i = 1; i < user.selectorCount(); i++) {
            reply.map(3);
            selector(user.selector(i), reply);
        }
    }

    private static void selector(Selector selector, ReplyBuffer reply) {
        reply.bulk("commands");
        reply.bulk(bytes(selector.commands.describe()));
        reply.bulk("keys");
        reply.bulk(bytes(selector.keys.describe()));
        reply.bulk("channels");
        reply.bulk(bytes(selector.channels.describe()));
    }

    /** ACL HELP */
    public void help(ReplyBuffer reply) {
        HelpReply.write("acl", ReplySink.into(reply),
                "CAT [<category>]", "    List the categories of commands, or the commands of one.",
                "DELUSER <username> [<username> ...]", "    Delete users, and close their connections.",
                "DRYRUN <username> <command> [<arg> ...]", "    Tell whether the user may execute a command.",
                "GETUSER <username>", "    Describe a user.",
                "GENPASS [<bits>]", "    Make up a password, of 256 bits if nothing else is asked for.",
                "LIST", "    Describe all users, as the ACL file does.",
                "LOAD", "    Read the users from the ACL file again.",
                "LOG [<count> | RESET]", "    Show what was denied lately, or forget it.",
                "SAVE", "    Write the users to the ACL file.",
                "SETUSER <username> <attribute> [<attribute> ...]", "    Make a user, or change what it may.",
                "USERS", "    List the names of the users.",
                "WHOAMI", "    Tell the user of this connection.");
    }

    /** ACL LIST */
    public void list(ReplyBuffer reply) {
        reply.array(users.all().size());
        for (User user : users.all()) reply.bulk(bytes(Users.line(user)));
    }

    /** ACL LOAD */
    public void load(ReplyBuffer reply) {
        if (!file.isConfigured()) {
            reply.error(NO_FILE);
            return;
        }
        Optional<String> errors = file.load();
        if (errors.isPresent()) reply.error("ERR " + errors.get());
        else reply.ok();
    }

    /** ACL LOG [count | RESET] */
    public void log(Arguments request, ReplyBuffer reply, long nowMs) {
        if (request.count() > 3) {
            wrongSyntax(request, reply);
        } else if (request.count() == 3 && AsciiText.is(request, 2, "RESET")) {
            log.clear();
            reply.ok();
        } else if (request.count() == 3 && !isInteger(request, 2)) {
            reply.error(NOT_AN_INTEGER);
        } else {
            long wanted = request.count() == 3 ? integer(request, 2) : ENTRIES_SHOWN;
            Collection<DenialLog.Entry> entries = log.entries();
            int shown = (int) Math.clamp(wanted, 0, entries.size());
            reply.array(shown);
            entries.stream().limit(shown).forEach(entry -> entry(entry, reply, nowMs));
        }
    }

    private static void entry(DenialLog.Entry entry, ReplyBuffer reply, long nowMs) {
        reply.map(10);
        reply.bulk("count");
        reply.integer(entry.count);
        reply.bulk("reason");
        reply.bulk(entry.denial.label());
        reply.bulk("context");
        reply.bulk(entry.context.label());
        reply.bulk("object");
        reply.bulk(bytes(entry.object));
        reply.bulk("username");
        reply.bulk(bytes(entry.userName));
        reply.bulk("age-seconds");
        reply.doubleNumber((nowMs - entry.updatedAtMs) / 1000.0);
        reply.bulk("client-info");
        reply.bulk(bytes(entry.clientInfo));
        reply.bulk("entry-id");
        reply.integer(entry.id);
        reply.bulk("timestamp-created");
        reply.integer(entry.createdAtMs);
        reply.bulk("timestamp-last-updated");
        reply.integer(entry.updatedAtMs);
    }

    /** ACL SAVE */
    public void save(ReplyBuffer reply) {
        if (!file.isConfigured()) reply.error(NO_FILE);
        else if (file.save()) reply.ok();
        else reply.error(NOT_SAVED);
    }

    /** ACL SETUSER name [rule …] */
    public void setUser(Arguments request, ReplyBuffer reply) {
        String name = AsciiText.string(request, 2);
        if (Users.isUnusable(name)) {
            reply.error(UNUSABLE_NAME);
            return;
        }
        List<String> rules = new ArrayList<>(request.count() - 3);
        for (int i = 3; i < request.count(); i++) rules.add(AsciiText.string(request, i));
        Optional<String> error = users.set(name, rules);
        if (error.isPresent()) reply.error("ERR " + error.get());
        else reply.ok();
    }

    /** ACL USERS */
    public void users(ReplyBuffer reply) {
        reply.array(users.all().size());
        for (User user : users.all()) reply.bulk(bytes(user.name()));
    }

    /** ACL WHOAMI */
    public void whoAmI(User user, ReplyBuffer reply) {
        reply.bulk(bytes(user.name()));
    }

    private static void wrongSyntax(Arguments request, ReplyBuffer reply) {
        reply.error("ERR unknown subcommand or wrong number of arguments for '" + AsciiText.string(request, 1)
                + "'. Try ACL HELP.");
    }

    private static boolean isInteger(Arguments request, int index) {
        return Decimal.isLong(request.address(index), request.length(index));
    }

    private static long integer(Arguments request, int index) {
        return Decimal.parse(request.address(index), request.length(index));
    }

    private static byte[] bytes(String text) {
        return ByteText.bytes(text);
    }
}
