package io.jadis.protocol.resp;

/**
 * The request that another one has for its last arguments, as those of COMMAND GETKEYS and ACL DRYRUN.
 *
 * @param skipped the arguments before it
 */
public record InnerRequest(Arguments outer, int skipped) implements Arguments {
    @Override
    public int count() {
        return outer.count() - skipped;
    }

    @Override
    public long address(int i) {
        return outer.address(i + skipped);
    }

    @Override
    public long length(int i) {
        return outer.length(i + skipped);
    }
}
