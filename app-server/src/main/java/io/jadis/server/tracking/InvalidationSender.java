package io.jadis.server.tracking;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import java.nio.charset.StandardCharsets;

/**
 * Tells clients to forget keys: by a push in RESP3, and where the messages are redirected to a RESP2 client that is
 * subscribed to something, by a message of a channel. A RESP2 client can't be told itself.
 */
final class InvalidationSender {
    private static final byte[] INVALIDATE = ascii("invalidate"), MESSAGE = ascii("message"),
            CHANNEL = ascii("__redis__:invalidate"), BROKEN = ascii("tracking-redir-broken");

    private final Execution execution;
    private final Clients clients;
    /** Who gets the message that has begun. */
    private Client receiver;

    InvalidationSender(Execution execution, Clients clients) {
        this.execution = execution;
        this.clients = clients;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** This key has changed. */
    void key(Client client, long keyAddress, long keyLength) {
        ReplyBuffer message = begin(client);
        if (message == null) return;
        message.array(1);
        message.bulk(keyAddress, keyLength);
        end();
    }

    /** All keys have changed: null in the place of their names. */
    void all(Client client) {
        ReplyBuffer message = begin(client);
        if (message == null) return;
        message.nil();
        end();
    }

    /** These keys have changed, in one message. */
    void changesOf(Prefix prefix, Client client) {
        long exceptAuthorId = of(client).options().noLoop() ? client.id() : 0;
        long count = prefix.eachChanged(exceptAuthorId, null);
        if (count == 0) return;
        ReplyBuffer message = begin(client);
        if (message == null) return;
        message.array(count);
        prefix.eachChanged(exceptAuthorId, message::bulk);
        end();
    }

    private static ClientTracking of(Client client) {
        return (ClientTracking) client.tracking();
    }

    /** Begins a message; the keys follow. Null if this client can't be told. */
    private ReplyBuffer begin(Client client) {
        ClientTracking state = of(client);
        boolean redirected = state.redirection() != 0;
        receiver = redirected ? clients.byId(state.redirection()) : client;
        if (receiver == null) {
            state.breakOff();
            tellOfBrokenRedirection(client, state.redirection());
            return null;
        }
        boolean resp3 = receiver.protocol() == 3;
        if (!mayBeSentTo(receiver) || !resp3 && !(redirected && receiver.isSubscriber())) return null;
        ReplyBuffer message = execution.beginPush(receiver);
        message.push(resp3 ? 2 : 3);
        if (resp3) {
            message.bulk(INVALIDATE);
        } else {
            message.bulk(MESSAGE);
            message.bulk(CHANNEL);
        }
        return message;
    }

    private void end() {
        execution.endPush(receiver);
        clients.memory().account(receiver);
        receiver = null;
    }

    private void tellOfBrokenRedirection(Client client, long redirection) {
        if (client.protocol() != 3 || !mayBeSentTo(client)) return;
        receiver = client;
        ReplyBuffer message = execution.beginPush(client);
        message.push(2);
        message.bulk(BROKEN);
        message.integer(redirection);
        end();
    }

    /** Between the bytes of a stream of commands nothing else may come. */
    private static boolean mayBeSentTo(Client client) {
        return !client.isStream() && !client.isReplica() && !client.isClosing();
    }
}
