// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.shell.Operations;
import io.fairlead.shell.OwnCommands;
import io.fairlead.shell.VfsOperations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Karaf removes a command by its name: whichever kind comes second must come after the first has gone. */
class GogoSwitchTest {
    private final List<String> log = new ArrayList<>();
    private final GogoSwitch commands = new GogoSwitch(
            fake(BundleContext.class, (proxy, method, arguments) -> register(arguments)),
            fake(Operations.class, (proxy, method, arguments) -> null));
    private final OwnCommands own = new OwnCommands() {};
    private final VfsOperations vfs = fake(
            VfsOperations.class, (proxy, method, arguments) -> method.getName().equals("equals"));

    private Object register(Object... arguments) {
        Object functions = arguments[2] == null ? "" : ((Dictionary<?, ?>) arguments[2]).get("osgi.command.function");
        String what = ((Class<?>) arguments[0]).getSimpleName()
                + (functions instanceof String[] several
                        ? Arrays.asList(several).get(0)
                        : "");
        log.add("+" + what);
        return fake(ServiceRegistration.class, (proxy, method, none) -> log.add("-" + what) ? null : null);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private String logged() {
        String text = String.join(" ", log).replace("PlainCommand", "");
        log.clear();
        return text;
    }

    @Test
    void plainCommandsAreThereWhileNobodyHasOwn() {
        commands.bindVfs(vfs);
        assertThat(logged()).isEmpty();
        commands.begin();
        assertThat(logged()).isEqualTo("+status +user-add +user-passwd +ls");
        commands.unbindVfs(vfs);
        assertThat(logged()).isEqualTo("-ls");
        commands.end();
        assertThat(logged()).isEqualTo("-status -user-add -user-passwd");
    }

    @Test
    void oneKindGoesBeforeTheOtherComes() {
        commands.bindVfs(vfs);
        commands.begin();
        logged();
        commands.bindOwn(own);
        assertThat(logged()).isEqualTo("-ls -status -user-add -user-passwd +FreeNames");
        commands.unbindOwn(own);
        assertThat(logged()).isEqualTo("-FreeNames +status +user-add +user-passwd +ls");
    }

    @Test
    void plainCommandsNeverComeWhereOwnAreThereFromTheBeginning() {
        commands.bindVfs(vfs);
        commands.bindOwn(own);
        commands.begin();
        assertThat(logged()).isEqualTo("+FreeNames");
        commands.end();
        assertThat(logged()).isEqualTo("-FreeNames");
    }
}
