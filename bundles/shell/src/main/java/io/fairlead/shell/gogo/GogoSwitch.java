// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.FreeNames;
import io.fairlead.shell.Operations;
import io.fairlead.shell.OwnCommands;
import io.fairlead.shell.VfsOperations;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Offers the plain Gogo commands for as long as no container has {@link OwnCommands}. It registers them itself: enabling and
 * disabling components is done later by another thread, and one kind of commands has to be gone before the other comes.
 */
@Component(service = {})
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.shell.FreeNames\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.shell.gogo.PlainCommand\"",
        effective = "active")
public final class GogoSwitch {
    private final BundleContext context;
    private final Operations operations;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile boolean active;
    private volatile OwnCommands own;
    private volatile VfsOperations vfs;

    // Of the one thread that follows changes:
    private final List<ServiceRegistration<?>> commands = new ArrayList<>();
    private final List<ServiceRegistration<?>> vfsCommands = new ArrayList<>();
    private VfsOperations offered;
    private ServiceRegistration<FreeNames> free;

    @Activate
    public GogoSwitch(BundleContext context, @Reference Operations operations) {
        this.context = context;
        this.operations = operations;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindOwn(OwnCommands service) {
        own = service;
        follow();
    }

    void unbindOwn(OwnCommands service) {
        if (own == service) {
            own = null;
            follow();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindVfs(VfsOperations service) {
        vfs = service;
        follow();
    }

    void unbindVfs(VfsOperations service) {
        if (vfs == service) {
            vfs = null;
            follow();
        }
    }

    @Activate
    void begin() {
        active = true; // not before every service is bound
        follow();
    }

    @Deactivate
    void end() {
        active = false;
        follow();
    }

    /** Holds no lock while services come and go; a change meanwhile is followed by the thread that is there already. */
    private void follow() {
        if (changes.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = changes.get();
            offer(active && own == null, active && own != null);
        } while (!changes.compareAndSet(seen, 0));
    }

    private void offer(boolean plain, boolean freeNames) {
        VfsOperations files = plain ? vfs : null;
        if (files != offered) {
            withdraw(vfsCommands);
        }
        if (!plain) {
            withdraw(commands);
        }
        if (!freeNames && free != null) {
            free.unregister();
            free = null;
        }
        if (plain && commands.isEmpty()) {
            commands.add(register(() -> new GogoCommands(operations), "fairlead", GogoCommands.FUNCTIONS));
            commands.add(register(() -> new AddUser(operations), "fairlead", "user-add"));
            commands.add(register(() -> new ChangePassword(operations), "fairlead", "user-passwd"));
        }
        if (files != null && vfsCommands.isEmpty()) {
            vfsCommands.add(register(() -> new GogoVfsCommands(files), "vfs", GogoVfsCommands.FUNCTIONS));
        }
        offered = files;
        if (freeNames && free == null) {
            free = context.registerService(FreeNames.class, new FreeNames() {}, null);
        }
    }

    private ServiceRegistration<?> register(Supplier<PlainCommand> command, String scope, String... functions) {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(Map.of("osgi.command.scope", scope, "osgi.command.function", functions));
        return context.registerService(PlainCommand.class, new Made(command), properties);
    }

    private static void withdraw(List<ServiceRegistration<?>> registrations) {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    /** Loads and makes a command when somebody gives it, which is when there is the package of Gogo. */
    private record Made(Supplier<PlainCommand> command) implements ServiceFactory<PlainCommand> {
        @Override
        public PlainCommand getService(Bundle bundle, ServiceRegistration<PlainCommand> registration) {
            return command.get();
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<PlainCommand> registration, PlainCommand service) {
            // nothing to give back
        }
    }
}
