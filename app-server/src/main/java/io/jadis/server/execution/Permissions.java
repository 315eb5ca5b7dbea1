package io.jadis.server.execution;

import io.jadis.protocol.acl.AccessCheck;
import io.jadis.protocol.acl.Denial;
import io.jadis.protocol.acl.DenialLog;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import io.jadis.server.clock.ServerClock;

/** What ACL says to the requests of clients, and the log of what it has denied. */
public final class Permissions {
    private final AccessCheck check = new AccessCheck();
    private final DenialLog log;
    private final ServerClock clock;

    public Permissions(DenialLog log, ServerClock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Why a client may not execute a request, or null. */
    ErrorReply refusal(Client client, Command command, Arguments request) {
        Denial denial = check.denial(client.user(), command, request);
        if (denial == null) return null;
        note(denial, client, command, request);
        return AccessCheck.refusal(denial, client.user(), command);
    }

    /** As {@link #refusal}, of a request that was allowed when MULTI queued it. */
    ErrorReply refusalAtExec(Client client, Command command, Arguments request) {
        Denial denial = check.denial(client.user(), command, request);
        if (denial == null) return null;
        note(denial, client, command, request);
        return ErrorReply.of("NOPERM ACLs rules changed between the moment the transaction was accumulated and the "
                + "EXEC call. This command is no longer allowed for the following reason: " + denial.atExec());
    }

    private void note(Denial denial, Client client, Command command, Arguments request) {
        String object = check.object(denial, command, request);
        note(denial, client, object, client.user().name());
    }

    private void note(Denial denial, Client client, String object, String userName) {
        DenialLog.Context context = client.isInMulti() ? DenialLog.Context.MULTI : DenialLog.Context.TOPLEVEL;
        log.add(denial, context, object, userName, ClientLine.of(client), clock.nowMs());
    }

    /** AUTH or HELLO had a wrong name or password. */
    public void authenticationFailed(Call call, String userName) {
        note(Denial.AUTH, call.client(), DenialLog.text(call, 0), userName);
    }

    /** Whether the client may read any key there is, as SORT does with BY and GET. */
    public boolean mayReadAnyKey(Call call) {
        return check.mayReadAnyKey(call.client().user(), call.command(), call);
    }
}
