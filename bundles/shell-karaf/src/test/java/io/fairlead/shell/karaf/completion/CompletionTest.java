// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.shell.Operations;
import io.fairlead.shell.VfsOperations;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Operations operations = (Operations) Proxy.newProxyInstance(
            Operations.class.getClassLoader(), new Class<?>[] {Operations.class}, (proxy, method, given) -> {
                if (method.getName().equals("names")) {
                    String kind = given[0].toString().toLowerCase(Locale.ROOT);
                    return List.of(kind + "-1", kind + "-2");
                }
                return given[0] == null ? List.of("7", "8") : List.of();
            });

    @Test
    void eachCompleterKnowsTheNamesOfItsKind() {
        var servers = new ServerNames();
        servers.operations = operations;
        assertThat(complete(servers, "")).containsExactly("servers-1 ", "servers-2 ");
        assertThat(complete(servers, "servers-2")).containsExactly("servers-2 ");
        var exports = new ExportNames();
        exports.operations = operations;
        assertThat(complete(exports, "e")).containsExactly("exports-1 ", "exports-2 ");
        var banned = new BannedNames();
        banned.operations = operations;
        assertThat(complete(banned, "")).hasSize(2);
        var authenticators = new AuthenticatorNames();
        authenticators.operations = operations;
        assertThat(complete(authenticators, "")).hasSize(2);
        var users = new UserNames();
        users.operations = operations;
        assertThat(complete(users, "x")).isEmpty();
        var sessions = new SessionIds();
        sessions.operations = operations;
        assertThat(complete(sessions, "8")).containsExactly("8 ");
    }

    @Test
    void aUrlGoesOnBehindItsScheme() {
        var schemes = new Schemes();
        List<Candidate> candidates = new ArrayList<>();
        schemes.completeCandidates(null, new ArgumentCommandLine("", 0), candidates);
        assertThat(candidates).as("without Commons VFS").isEmpty();
        schemes.operations = (VfsOperations) Proxy.newProxyInstance(
                VfsOperations.class.getClassLoader(),
                new Class<?>[] {VfsOperations.class},
                (proxy, method, given) -> List.of("ftp:", "ram:"));
        schemes.completeCandidates(null, new ArgumentCommandLine("", 0), candidates);
        assertThat(candidates).extracting(Candidate::value).containsExactly("ftp:", "ram:");
        assertThat(candidates).noneMatch(Candidate::complete);
    }

    private static List<String> complete(Completer completer, String typed) {
        List<String> candidates = new ArrayList<>();
        completer.complete(null, new ArgumentCommandLine(typed, typed.length()), candidates);
        return candidates;
    }
}
