package io.jadis.store.keyspace;

/** Who decides that a key whose time has come goes away. */
public enum ExpiryMode {
    /** We do: a look-up removes the key. */
    MASTER,
    /** Our master does: a look-up reports the key as missing and leaves it; {@link Database#FORCE_EXPIRE} overrides. */
    REPLICA,
    /** Nobody for the moment (CLIENT PAUSE, failover): reported as missing and left. */
    PAUSED,
    /** Nobody yet: keys are being loaded and none counts as expired. */
    LOADING
}
