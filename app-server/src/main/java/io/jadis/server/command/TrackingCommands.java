package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.tracking.Tracking;
import io.jadis.server.tracking.TrackingOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CLIENT TRACKING, CACHING, GETREDIR, TRACKINGINFO: client-side caching. */
public final class TrackingCommands {
    private static final ErrorReply SINGLE_REDIRECTION =
            ErrorReply.of("ERR A client can only redirect to a single other client");
    private static final ErrorReply NO_SUCH_RECEIVER =
            ErrorReply.of("ERR The client ID you want redirect to does not exist");
    private static final ErrorReply PREFIX_WITHOUT_BCAST =
            ErrorReply.of("ERR PREFIX option requires BCAST mode to be enabled");
    private static final ErrorReply BCAST_SWITCHED = ErrorReply.of("ERR You can't switch BCAST mode on/off before "
            + "disabling tracking for this client, and then re-enabling it with a different mode.");
    private static final ErrorReply BCAST_WITH_OPT =
            ErrorReply.of("ERR OPTIN and OPTOUT are not compatible with BCAST");
    private static final ErrorReply OPTIN_AND_OPTOUT =
            ErrorReply.of("ERR You can't specify both OPTIN mode and OPTOUT mode");
    private static final ErrorReply OPT_SWITCHED = ErrorReply.of("ERR You can't switch OPTIN/OPTOUT mode before "
            + "disabling tracking for this client, and then re-enabling it with a different mode.");
    private static final ErrorReply NOT_TRACKING = ErrorReply.of("ERR CLIENT CACHING can be called only when the "
            + "client is in tracking mode with OPTIN or OPTOUT mode enabled");
    private static final ErrorReply YES_WITHOUT_OPTIN =
            ErrorReply.of("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    private static final ErrorReply NO_WITHOUT_OPTOUT =
            ErrorReply.of("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");

    private final Tracking tracking;
    private final Clients clients;

    public TrackingCommands(Tracking tracking, Clients clients) {
        this.tracking = tracking;
        this.clients = clients;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("client|tracking", this::tracking);
        handlers.bind("client|caching", this::caching);
        handlers.bind("client|getredir", call -> call.reply().integer(redirectionOf(call.client())));
        handlers.bind("client|trackinginfo", this::trackinginfo);
    }

    /** CLIENT TRACKING ON | OFF [REDIRECT id] [PREFIX prefix …] [BCAST] [OPTIN] [OPTOUT] [NOLOOP] */
    private void tracking(Call call) {
        long redirection = 0;
        boolean broadcast = false, optIn = false, optOut = false, noLoop = false;
        List<byte[]> prefixes = new ArrayList<>();
        for (int i = 3; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            if (call.is(i, "REDIRECT") && more) {
                if (redirection != 0) {
                    call.reply().error(SINGLE_REDIRECTION);
                    return;
                }
                if (!call.readInteger(++i)) return;
                redirection = call.integer();
                if (clients.byId(redirection) == null) {
                    call.reply().error(NO_SUCH_RECEIVER);
                    return;
                }
            } else if (call.is(i, "BCAST")) {
                broadcast = true;
            } else if (call.is(i, "OPTIN")) {
                optIn = true;
            } else if (call.is(i, "OPTOUT")) {
                optOut = true;
            } else if (call.is(i, "NOLOOP")) {
                noLoop = true;
            } else if (call.is(i, "PREFIX") && more) {
                call.keepHeap(Tracking.prefixOverheadBytes());
                prefixes.add(call.bytes(++i));
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        TrackingOptions options = new TrackingOptions(redirection, broadcast, optIn, optOut, noLoop);
        if (call.is(2, "ON")) {
            if (!mayEnable(call, options, prefixes)) return;
            tracking.enable(call.client(), options, prefixes);
        } else if (call.is(2, "OFF")) {
            tracking.disable(call.client());
        } else {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        call.reply().ok();
    }

    /** Whether the options go with each other and with those that the client has; sends the error where not. */
    private boolean mayEnable(Call call, TrackingOptions options, List<byte[]> prefixes) {
        TrackingOptions before = tracking.optionsOf(call.client());
        if (!options.broadcast() && !prefixes.isEmpty()) {
            call.reply().error(PREFIX_WITHOUT_BCAST);
        } else if (before != null && before.broadcast() != options.broadcast()) {
            call.reply().error(BCAST_SWITCHED);
        } else if (options.broadcast() && (options.optIn() || options.optOut())) {
            call.reply().error(BCAST_WITH_OPT);
        } else if (options.optIn() && options.optOut()) {
            call.reply().error(OPTIN_AND_OPTOUT);
        } else if (before != null && (options.optIn() && before.optOut() || options.optOut() && before.optIn())) {
            call.reply().error(OPT_SWITCHED);
        } else {
            return !anyOverlap(call, prefixes);
        }
        return false;
    }

    /** Two prefixes of a client that a key could both have would give two messages; sends the error. */
    private boolean anyOverlap(Call call, List<byte[]> prefixes) {
        boolean amongThem = overlapAmong(prefixes);
        for (int i = 0; i < prefixes.size(); i++) {
            byte[] prefix = prefixes.get(i), existing = tracking.overlapping(call.client(), prefix);
            if (existing != null) {
                call.reply().error("ERR Prefix '" + shown(prefix) + "' overlaps with an existing prefix '"
                        + shown(existing) + "'. Prefixes for a single client must not overlap.");
                return true;
            }
            for (int j = i + 1; amongThem && j < prefixes.size(); j++) {
                if (!Tracking.overlap(prefix, prefixes.get(j))) continue;
                call.reply().error("ERR Prefix '" + shown(prefix) + "' overlaps with another provided prefix '"
                        + shown(prefixes.get(j)) + "'. Prefixes for a single client must not overlap.");
                return true;
            }
        }
        return false;
    }

    /** In byte order two that overlap are neighbours, or have one between them that overlaps with the first. */
    private static boolean overlapAmong(List<byte[]> prefixes) {
        List<byte[]> sorted = new ArrayList<>(prefixes);
        sorted.sort(Arrays::compareUnsigned);
        for (int i = 1; i < sorted.size(); i++) {
            if (Tracking.overlap(sorted.get(i - 1), sorted.get(i))) return true;
        }
        return false;
    }

    /** As error replies show it: up to a NUL, where text in C ends. */
    private static String shown(byte[] prefix) {
        String text = new String(prefix, StandardCharsets.ISO_8859_1);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** CLIENT CACHING YES | NO */
    private void caching(Call call) {
        TrackingOptions options = tracking.optionsOf(call.client());
        boolean yes = call.is(2, "YES");
        if (options == null) {
            call.reply().error(NOT_TRACKING);
        } else if (!yes && !call.is(2, "NO")) {
            call.reply().error(Errors.SYNTAX);
        } else if (yes && !options.optIn()) {
            call.reply().error(YES_WITHOUT_OPTIN);
        } else if (!yes && !options.optOut()) {
            call.reply().error(NO_WITHOUT_OPTOUT);
        } else {
            tracking.cachingCalled(call.client());
            call.reply().ok();
        }
    }

    private long redirectionOf(Client client) {
        TrackingOptions options = tracking.optionsOf(client);
        return options == null ? -1 : options.redirection();
    }

    /** CLIENT TRACKINGINFO */
    private void trackinginfo(Call call) {
        Client client = call.client();
        ReplyBuffer reply = call.reply();
        List<String> flags = flagsOf(client);
        reply.map(3);
        reply.bulk("flags");
        reply.set(flags.size());
        flags.forEach(reply::bulk);
        reply.bulk("redirect");
        reply.integer(redirectionOf(client));
        reply.bulk("prefixes");
        List<byte[]> prefixes = tracking.prefixesOf(client);
        reply.array(prefixes.size());
        prefixes.forEach(reply::bulk);
    }

    private List<String> flagsOf(Client client) {
        TrackingOptions options = tracking.optionsOf(client);
        if (options == null) return List.of("off");
        List<String> flags = new ArrayList<>(List.of("on"));
        if (options.broadcast()) flags.add("bcast");
        if (options.optIn()) flags.add("optin");
        if (options.optIn() && tracking.isCaching(client)) flags.add("caching-yes");
        if (options.optOut()) flags.add("optout");
        if (options.optOut() && tracking.isCaching(client)) flags.add("caching-no");
        if (options.noLoop()) flags.add("noloop");
        if (client.tracking().isBroken()) flags.add("broken_redirect");
        return flags;
    }
}
