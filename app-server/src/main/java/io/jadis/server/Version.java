package io.jadis.server;

/** Which Jadis this is. */
final class Version {
    static final String NUMBER = numberOfJar();
    /** INFO's redis_build_id: the same sources give the same one. */
    static final String BUILD_ID = String.format("%016x", (long) NUMBER.hashCode() << 32 | 0x4A414449L);

    private Version() {}

    /** The jar's manifest says; classes that don't come from a jar are a developer's. */
    private static String numberOfJar() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0.0.0-dev" : version;
    }
}
