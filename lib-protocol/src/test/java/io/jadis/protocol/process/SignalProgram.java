package io.jadis.protocol.process;

import java.util.concurrent.CountDownLatch;

/** Waits for the signals of {@link ShutdownSignals}: ends with status 0, or 1 when somebody insists. */
final class SignalProgram {
    private static final CountDownLatch ASKED = new CountDownLatch(1), LET_GO = new CountDownLatch(1);

    private static volatile boolean underWay;

    /** With any argument a shutdown, once begun, never ends by itself. */
    public static void main(String[] arguments) throws Exception {
        ShutdownSignals.install(new ShutdownRequest() {
            @Override
            public boolean isLoading() {
                return false;
            }

            @Override
            public boolean isUnderWay() {
                return underWay;
            }

            @Override
            public void begin(Cause cause) {
                underWay = true;
                System.out.println("begin");
                ASKED.countDown();
            }

            @Override
            public void exitNow() {
                System.out.println("exit now");
                Runtime.getRuntime().halt(1);
            }
        });
        ShutdownSignals.redirectQuit();                     // as install does a moment later
        System.out.println("installed");
        ASKED.await();
        if (arguments.length > 0) LET_GO.await();
    }
}
