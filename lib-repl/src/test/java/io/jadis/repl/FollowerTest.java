package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.config.MasterAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link in steps: hand-fed events, a hand clock, and the actions as text. */
class FollowerTest {
    private static final MasterAddress MASTER = new MasterAddress("10.0.0.1", 6379);
    private static final MasterAddress OTHER = new MasterAddress("10.0.0.2", 6379);
    private static final String ID = "a".repeat(40), NEXT_ID = "b".repeat(40), OWN_ID = "c".repeat(40);
    private static final String MARK = "d".repeat(40);

    private final Recorder recorder = new Recorder();
    private final ReplicationHistory history = new ReplicationHistory(OWN_ID);
    private final Follower link = new Follower(recorder, history, () -> recorder.settings);
    private long nowMs = 1_000_000;

    private static final class Recorder implements Follower.Actions {
        private final List<String> done = new ArrayList<>();
        private Follower.Settings settings = new Follower.Settings("", "", 6380, "", 60_000, false);
        private boolean canReceive = true;

        List<String> take() {
            List<String> taken = List.copyOf(done);
            done.clear();
            return taken;
        }

        @Override
        public void connect(MasterAddress master) {
            done.add("connect " + master);
        }

        @Override
        public void disconnect() {
            done.add("disconnect");
        }

        @Override
        public void send(String... words) {
            done.add("send " + String.join(" ", words));
        }

        @Override
        public void sendRaw(String bytes) {
            done.add("raw " + bytes.replace("\r", "\\r").replace("\n", "\\n"));
        }

        @Override
        public boolean receive(Payload payload) {
            done.add("receive " + payload);
            return canReceive;
        }

        @Override
        public void load() {
            done.add("load");
        }

        @Override
        public void enterHistory(Follower.StreamStart start) {
            done.add("enter " + start);
        }

        @Override
        public void followStream() {
            done.add("follow");
        }

        @Override
        public void acknowledge() {
            done.add("acknowledge");
        }

        @Override
        public void takeOverAnswered(boolean accepted) {
            done.add("take over " + accepted);
        }
    }

    private void does(String... actions) {
        assertEquals(List.of(actions), recorder.take());
    }

    private void is(FollowerState state) {
        assertEquals(state, link.state());
    }

    private void line(String line) {
        link.onLine(line, nowMs);
    }

    private void start() {
        link.followFromStart(MASTER);
        link.tick(nowMs);
    }

    private void toPsync() {
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        line("+OK");
        is(FollowerState.PSYNC_SENT);
        recorder.take();
    }

    private void toConnected() {
        start();
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$175");
        link.onReceived();
        link.onLoaded(true, false, nowMs);
        history.adopt(ID, 500);
        recorder.take();
        is(FollowerState.CONNECTED);
    }

    @BeforeEach
    void hasHistory() {
        history.advance(100);
    }

    @Test
    void aFullSyncFromTheStart() {
        link.followFromStart(MASTER);
        is(FollowerState.CONNECT);
        does();
        link.tick(nowMs);
        does("connect 10.0.0.1 6379");
        is(FollowerState.CONNECTING);
        link.onConnected(nowMs);
        does("send PING");
        line("+PONG");
        does("send REPLCONF listening-port 6380", "send REPLCONF capa eof capa psync2");
        line("+OK");
        does();
        line("+OK");
        does("send PSYNC ? -1");
        line("+FULLRESYNC " + ID + " 500");
        is(FollowerState.PAYLOAD_AWAITED);
        line("");
        line("$175");
        does("receive Sized[bytes=175]");
        link.onReceived();
        does("load");
        link.onLoaded(true, false, nowMs);
        does("enter AfterFullSync[replicationId=" + ID + ", offset=500]", "follow");
        is(FollowerState.CONNECTED);
        link.tick(nowMs);
        does("acknowledge");
    }

    @Test
    void aMarkedPayloadIsAcknowledgedAtOnce() {
        start();
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$EOF:" + MARK);
        does("receive Marked[mark=" + MARK + "]");
        link.onReceived();
        recorder.take();
        link.onLoaded(true, true, nowMs);
        does("enter AfterFullSync[replicationId=" + ID + ", offset=500]", "follow", "acknowledge");
    }

    @Test
    void authenticatesAndAnnouncesItsAddress() {
        recorder.settings = new Follower.Settings("repl", "secret", 7000, "192.0.2.1", 60_000, false);
        start();
        recorder.take();
        link.onConnected(nowMs);
        line("-NOAUTH Authentication required.");
        does("send PING", "send AUTH repl secret", "send REPLCONF listening-port 7000",
                "send REPLCONF ip-address 192.0.2.1", "send REPLCONF capa eof capa psync2");
        is(FollowerState.AUTH_SENT);
        line("+OK");
        is(FollowerState.PORT_SENT);
        line("-ERR unknown command");
        is(FollowerState.ADDRESS_SENT);
        line("-ERR unknown command");
        is(FollowerState.CAPABILITIES_SENT);
        line("-ERR unknown command");
        does("send PSYNC ? -1");
    }

    @Test
    void aWrongPasswordIsTriedAgainWithTheNextTick() {
        recorder.settings = new Follower.Settings("", "secret", 7000, "", 60_000, false);
        start();
        link.onConnected(nowMs);
        line("+PONG");
        recorder.take();
        line("-WRONGPASS invalid username-password pair or user is disabled.");
        does("disconnect");
        is(FollowerState.CONNECT);
        link.tick(nowMs);
        does("connect 10.0.0.1 6379");
    }

    @Test
    void aMasterThatRefusesPingIsTriedAgain() {
        start();
        link.onConnected(nowMs);
        recorder.take();
        line("-MISCONF");
        does("disconnect");
        is(FollowerState.CONNECT);
    }

    @Test
    void aMasterThatIsLoadingIsTriedAgain() {
        start();
        toPsync();
        line("-LOADING Redis is loading the dataset in memory");
        does("disconnect");
        is(FollowerState.CONNECT);
        link.tick(nowMs);
        toPsync();
        line("-NOMASTERLINK Can't SYNC while not connected with my master");
        does("disconnect");
        is(FollowerState.CONNECT);
    }

    @Test
    void anOldMasterGetsSyncAndIsNeverResumed() {
        start();
        toPsync();
        line("-ERR unknown command 'PSYNC'");
        does("raw SYNC\\r\\n");
        line("$10");
        link.onReceived();
        recorder.take();
        link.onLoaded(true, false, nowMs);
        does("enter AfterFullSync[replicationId=, offset=-1]", "follow");
        link.tick(nowMs);
        does();
        link.onDisconnected("reset", nowMs);
        assertFalse(link.isResumable());
    }

    @Test
    void aLostLinkIsResumedWhereItWas() {
        toConnected();
        history.advance(277);
        link.onDisconnected("reset", nowMs);
        does("connect 10.0.0.1 6379");
        assertEquals(nowMs, link.downSinceMs());
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        recorder.take();
        line("+OK");
        does("send PSYNC " + ID + " 778");
        line("");
        line("+CONTINUE");
        does("enter Resumed[replicationId=" + ID + "]", "follow");
        is(FollowerState.CONNECTED);
        assertEquals(0, link.downSinceMs());
    }

    @Test
    void theLinkIsDownSinceItsMasterWasExchanged() {
        toConnected();
        nowMs += 5_000;
        link.follow(OTHER, false, nowMs);
        assertEquals(nowMs, link.downSinceMs());
        nowMs += 5_000;
        // It was down already.
        link.follow(MASTER, false, nowMs);
        assertEquals(nowMs - 5_000, link.downSinceMs());
    }

    @Test
    void aLinkThatNeverWasUpIsDownSinceEver() {
        start();
        link.follow(OTHER, false, nowMs);
        assertEquals(0, link.downSinceMs());
    }

    @Test
    void aNewNameOfTheHistoryIsTakenOver() {
        toConnected();
        link.onDisconnected("reset", nowMs);
        toPsync();
        line("+CONTINUE " + NEXT_ID);
        does("enter Resumed[replicationId=" + NEXT_ID + "]", "follow");
    }

    @Test
    void anotherMasterIsAskedForTheRestOfTheSameHistory() {
        toConnected();
        link.follow(OTHER, false, nowMs);
        does("disconnect", "connect 10.0.0.2 6379");
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        recorder.take();
        line("+OK");
        does("send PSYNC " + ID + " 501");
    }

    @Test
    void aMasterThatTurnsReplicaAsksForTheRestOfItsOwnHistory() {
        link.follow(MASTER, false, nowMs);
        does("connect 10.0.0.1 6379");
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        recorder.take();
        line("+OK");
        does("send PSYNC " + OWN_ID + " 101");
    }

    @Test
    void promotionForgetsWhatCouldBeResumed() {
        toConnected();
        link.unfollow();
        does("disconnect");
        is(FollowerState.NONE);
        assertFalse(link.isResumable());
        assertFalse(link.isReplica());
        link.tick(nowMs);
        does();
    }

    @Test
    void aStreamThatBreaksIsNotResumed() {
        toConnected();
        link.onBrokenStream(nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        assertFalse(link.isResumable());
    }

    @Test
    void silenceEndsEveryPhaseButLoading() {
        start();
        nowMs += 60_001;
        recorder.take();
        link.tick(nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        nowMs += 60_001;
        link.tick(nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$175");
        recorder.take();
        nowMs += 60_001;
        link.tick(nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$175");
        link.onReceived();
        recorder.take();
        nowMs += 60_001;
        link.tick(nowMs);
        does("raw \\n");
        link.onLoaded(true, false, nowMs);
        recorder.take();
        nowMs += 60_000;
        link.tick(nowMs);
        does("acknowledge");
        nowMs += 1;
        link.tick(nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        assertTrue(link.isResumable());
    }

    @Test
    void aLinkLostWhileLoadingIsResumedBehindTheDataSet() {
        start();
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$175");
        link.onReceived();
        link.onDisconnected("reset", nowMs);
        recorder.take();
        link.tick(nowMs);
        does();
        link.onLoaded(true, false, nowMs);
        does("enter AfterFullSync[replicationId=" + ID + ", offset=500]", "connect 10.0.0.1 6379");
        assertTrue(link.isResumable());
    }

    @Test
    void whatGoesWrongInAFullSyncBeginsAnewAtOnce() {
        start();
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("-ERR can't fork");
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("HTTP/1.1 400 Bad Request");
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$100");
        recorder.take();
        link.onDisconnected("reset", nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$100");
        link.onReceived();
        recorder.take();
        link.onLoaded(false, false, nowMs);
        does("disconnect", "connect 10.0.0.1 6379");
    }

    @Test
    void withoutRoomForTheDataSetTheNextTickTriesAgain() {
        recorder.canReceive = false;
        start();
        toPsync();
        line("+FULLRESYNC " + ID + " 500");
        line("$100");
        does("receive Sized[bytes=100]", "disconnect");
        is(FollowerState.CONNECT);
    }

    @Test
    void aTakeOverIsAskedForOnceAndAnswered() {
        link.follow(MASTER, true, nowMs);
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        recorder.take();
        line("+OK");
        does("send PSYNC " + OWN_ID + " 101 FAILOVER");
        line("+CONTINUE " + NEXT_ID);
        does("enter Resumed[replicationId=" + NEXT_ID + "]", "follow", "take over true");
        link.onDisconnected("reset", nowMs);
        link.onConnected(nowMs);
        line("+PONG");
        line("+OK");
        recorder.take();
        line("+OK");
        does("send PSYNC " + OWN_ID + " 101");
    }

    @Test
    void aTakeOverThatIsRefusedEndsTheHandshake() {
        link.follow(MASTER, true, nowMs);
        toPsync();
        line("-ERR PSYNC FAILOVER replid must match my replid.");
        does("disconnect", "take over false");
        is(FollowerState.CONNECT);
    }

    @Test
    void aNewMasterWhileAnotherIsConnectedTo() {
        start();
        recorder.take();
        link.follow(OTHER, false, nowMs);
        does("disconnect", "connect 10.0.0.2 6379");
        assertFalse(link.isResumable());
    }

    @Test
    void aFullResyncThatCantBeReadIsOfUseOnce() {
        start();
        toPsync();
        line("+FULLRESYNC what");
        line("$1");
        link.onReceived();
        recorder.take();
        link.onLoaded(true, false, nowMs);
        does("enter AfterFullSync[replicationId=, offset=-1]", "follow");
    }
}
