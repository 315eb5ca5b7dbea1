package io.jadis.repl;

import java.util.List;

/**
 * When a full copy is begun for the replicas that wait for one, and how it goes to them.
 *
 * @param request what is in it; replicas that want something else wait for the next one
 * @param direct whether it goes to them as it is made, without a file
 */
public record CopyStart(CopyRequest request, boolean direct) {
    /**
     * {@code repl-diskless-sync} and its relatives.
     *
     * @param direct whether copies go without a file where the replicas can take them so
     * @param delaySeconds how long to wait for more replicas: there is no joining a direct copy
     * @param replicasMax so many don't have to wait for more, 0 for any number
     */
    public record Policy(boolean direct, int delaySeconds, int replicasMax) {}

    /** Decides for these replicas. @return null if nothing is to be begun now */
    public static CopyStart decide(List<Replica> replicas, Policy policy, long nowMs) {
        CopyRequest request = null;
        int count = 0;
        long waitedSecondsMax = 0;
        boolean allReadEndMark = true;
        for (Replica replica : replicas) {
            if (replica.state() != Replica.State.AWAITS_COPY) continue;
            if (request == null) request = replica.copyRequest();
            else if (request != replica.copyRequest()) continue;
            count++;
            waitedSecondsMax = Math.max(waitedSecondsMax, nowMs / 1000 - replica.askedAtMs() / 1000);
            allReadEndMark &= replica.readsEndMark();
        }
        if (count == 0) return null;
        boolean begin = !policy.direct || policy.replicasMax > 0 && count >= policy.replicasMax
                || waitedSecondsMax >= policy.delaySeconds;
        return begin ? of(request, policy, allReadEndMark) : null;
    }

    /** For replicas of which all, or not all, find the end of a copy by its mark. */
    public static CopyStart of(CopyRequest request, Policy policy, boolean readEndMark) {
        // What isn't everything must not overwrite the file that is kept.
        return new CopyStart(request, readEndMark && (policy.direct || request != CopyRequest.EVERYTHING));
    }
}
