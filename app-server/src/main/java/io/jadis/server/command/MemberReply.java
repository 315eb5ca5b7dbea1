package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.encoding.ElementVisitor;

/** Replies each element that it is shown as a bulk string, and counts them. One object a command group. */
final class MemberReply implements ElementVisitor {
    private ReplyBuffer reply;
    private GlobArgument pattern;
    private long count;

    /** From now on elements go to this reply. */
    MemberReply to(ReplyBuffer reply) {
        return to(reply, null);
    }

    /** Those alone that match the pattern. */
    MemberReply to(ReplyBuffer reply, GlobArgument pattern) {
        this.reply = reply;
        this.pattern = pattern;
        count = 0;
        return this;
    }

    @Override
    public void visit(long address, long length) {
        if (pattern != null && !pattern.matches(address, length)) return;
        reply.bulk(address, length);
        count++;
    }

    /** How many were replied. */
    long count() {
        return count;
    }
}
