// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks an export for a volume, to see whether its storage is there; a remote one may hang, so not for long. */
final class StorageProbe implements Function<Export, String> {
    private final long millis;
    private final Map<Export, CompletableFuture<String>> asked = Collections.synchronizedMap(new IdentityHashMap<>());

    StorageProbe(long millis) {
        this.millis = millis;
    }

    @Override
    public String apply(Export export) {
        try {
            return asked.computeIfAbsent(export, this::begin).get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) { // the thread is left alone, and not joined by another
            return "no answer in " + millis + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // completed normally only
        }
    }

    private CompletableFuture<String> begin(Export export) {
        var answer = new CompletableFuture<String>();
        Runnable probe = () -> {
            String text = ask(export);
            asked.remove(export);
            answer.complete(text);
        };
        Thread thread = new Thread(probe, "fairlead-probe");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private static String ask(Export export) {
        try {
            export.mount(Identity.ANONYMOUS).close();
            return "there";
        } catch (StorageException e) {
            // Refused to nobody in particular: it is there.
            return e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.IO ? "missing: " + e.getMessage() : "there";
        } catch (RuntimeException e) {
            return "no answer: " + e;
        }
    }
}
