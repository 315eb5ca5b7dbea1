package io.jadis.protocol.acl;

/** Who is connected as which user: what a change of users does to them. */
public interface UserConnections {
    /** There is no such user any more: its connections are to be closed. */
    void closeAll(User user);

    /**
     * A user is about to lose channels: whoever is subscribed as it to what it may not any more is to be disconnected.
     *
     * @param remaining what it may
     */
    void channelsTaken(User user, ChannelRights remaining);

    /** The default user may have become one that needs a password, or one that doesn't. */
    void defaultUserChanged();
}
