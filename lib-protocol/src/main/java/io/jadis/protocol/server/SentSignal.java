package io.jadis.protocol.server;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;

/**
 * The promise of the last chunk of every write of a connection. It is never fulfilled, so it can be used again: it just
 * tells the sender each time.
 */
final class SentSignal extends DefaultChannelPromise {
    private final ReplySender sender;

    SentSignal(Channel channel, ReplySender sender) {
        super(channel);
        this.sender = sender;
    }

    @Override
    public boolean trySuccess(Void result) {
        sender.onSent();
        return true;
    }

    @Override
    public boolean trySuccess() {
        return trySuccess(null);
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        sender.onSent();
        return true;
    }
}
