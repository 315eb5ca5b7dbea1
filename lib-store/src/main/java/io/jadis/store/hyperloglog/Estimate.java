package io.jadis.store.hyperloglog;

/**
 * The cardinality that registers speak of, by how many of them have each rank: Otmar Ertl, "New cardinality estimation
 * algorithms for HyperLogLog sketches", arXiv:1702.01284. The order of the operations is Redis's, for the same result
 * to the last bit.
 */
final class Estimate {
    private static final double ALPHA = 0.721347520444481703680; // 1 / (2 ln 2)

    private Estimate() {}

    /** @param ranks how many registers have the rank of the index */
    static long of(int[] ranks) {
        double m = DenseRegisters.COUNT;
        double z = m * tau((m - ranks[ElementHash.RANK_MAX]) / m);
        for (int rank = ElementHash.RANK_MAX - 1; rank >= 1; rank--) {
            z += ranks[rank];
            z *= 0.5;
        }
        z += m * sigma(ranks[0] / m);
        double estimate = ALPHA * m * m / z;
        // Registers that no element has set, at ranks that none reaches: C rounds their infinity to this.
        return Double.isFinite(estimate) ? Math.round(estimate) : Long.MIN_VALUE;
    }

    private static double sigma(double x) {
        if (x == 1) return Double.POSITIVE_INFINITY;
        double power = x, factor = 1, sum = x, before;
        do {
            power *= power;
            before = sum;
            sum += power * factor;
            factor += factor;
        } while (before != sum);
        return sum;
    }

    private static double tau(double x) {
        if (x == 0 || x == 1) return 0;
        double root = x, factor = 1, sum = 1 - x, before;
        do {
            root = Math.sqrt(root);
            before = sum;
            factor *= 0.5;
            sum -= (1 - root) * (1 - root) * factor;
        } while (before != sum);
        return sum / 3;
    }
}
