package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.sortedset.SortedSetCursor;

/** How members are replied with their scores: in turn in RESP2, as an array of pairs in RESP3. */
final class ScoredReply {
    private ScoredReply() {}

    static void header(ReplyBuffer reply, long members, boolean withScores) {
        reply.array(withScores && !reply.isResp3() ? 2 * members : members);
    }

    /** The member that a walk has come to. */
    static void member(ReplyBuffer reply, SortedSetCursor cursor, boolean withScores) {
        if (withScores && reply.isResp3()) reply.array(2);
        reply.bulk(cursor.address(), cursor.length());
        if (withScores) reply.doubleNumber(cursor.score());
    }

    /** Header and members: so many of a walk, or as many as it gives. */
    static void all(ReplyBuffer reply, SortedSetCursor cursor, long members, boolean withScores) {
        header(reply, members, withScores);
        for (long left = members; left > 0 && cursor.next() && !reply.isAbandoned(); left--) {
            member(reply, cursor, withScores);
        }
    }
}
