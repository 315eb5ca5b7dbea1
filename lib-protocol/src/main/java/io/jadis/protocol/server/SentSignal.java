package io.jadis.protocol.server;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;

/**
 * The promise of the last chunk of every write of a connection. It is never fulfilled, so it can be used again: it just
 * tells the connection each time.
 */
final class SentSignal extends DefaultChannelPromise {
    private final Connection connection;

    SentSignal(Channel channel, Connection connection) {
        super(channel);
        this.connection = connection;
    }

    @Override
    public boolean trySuccess(Void result) {
        connection.onSent();
        return true;
    }

    @Override
    public boolean trySuccess() {
        return trySuccess(null);
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        connection.onSent();
        return true;
    }
}
