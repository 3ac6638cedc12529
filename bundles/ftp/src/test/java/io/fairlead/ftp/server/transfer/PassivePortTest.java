// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PassivePortTest {
    /** Two sockets may be bound to one port at once; one of them can't listen then, and is lost for other ports, too. */
    @Test
    void portsThatOthersTakeMeanwhileArePassedOver() throws Exception {
        int first = 20_000 + (int) (ProcessHandle.current().pid() % 100) * 50;
        PortRange ports = new PortRange(first, first + 15);
        InetAddress here = InetAddress.getLoopbackAddress();
        Callable<Integer> listening = () -> {
            int heard = 0;
            for (int i = 0; i < 4000; i++) {
                PassiveDataConnection.listen(here, here, ports).close();
                heard++;
            }
            return heard;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(listening));
            }
            for (Future<Integer> each : all) {
                assertThat(each.get()).isEqualTo(4000);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
