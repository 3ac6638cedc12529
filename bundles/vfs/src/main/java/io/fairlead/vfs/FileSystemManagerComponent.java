// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.Connector;
import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.impl.DefaultFileReplicator;
import org.apache.commons.vfs2.impl.PrivilegedFileReplicator;
import org.apache.commons.vfs2.provider.FileProvider;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The service {@link FileSystemManager}. Its schemes are the built-in ones, those of every {@link Connector}, and those of
 * every {@link FileProvider} service with the property {@code vfs.scheme}; they come and go with these services. It is
 * registered when the services that are there already have been added.
 */
@Component(
        service = {},
        immediate = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.apache.commons.vfs2.FileSystemManager\"",
        effective = "active")
public final class FileSystemManagerComponent {
    /** Property of a {@link FileProvider} service: the schemes it serves, one or several. */
    static final String SCHEME = "vfs.scheme";

    private final BundleContext context;
    private final WhiteboardFileSystemManager manager = new WhiteboardFileSystemManager();
    private final Whiteboard whiteboard = new Whiteboard(manager);
    private ServiceRegistration<FileSystemManager> registration;

    @Activate
    public FileSystemManagerComponent(BundleContext context) throws FileSystemException {
        this.context = context;
        File copies = context.getDataFile("copies"); // of archives on other servers, while they are open
        DefaultFileReplicator replicator =
                copies == null ? new DefaultFileReplicator() : new DefaultFileReplicator(copies);
        manager.setTemporaryFileStore(replicator);
        manager.setReplicator(new PrivilegedFileReplicator(replicator));
        BuiltInProviders.addTo(manager);
        manager.init();
    }

    @Activate
    void publish() {
        registration = context.registerService(FileSystemManager.class, manager, null);
    }

    @Deactivate
    void stop() {
        registration.unregister();
        whiteboard.close();
        manager.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConnector(Connector connector, Map<String, Object> properties) {
        for (String scheme : strings(properties.get(Connector.SCHEMES), connector.schemes())) {
            whiteboard.add(scheme, connector, rank(properties));
        }
    }

    void unbindConnector(Connector connector, Map<String, Object> properties) {
        for (String scheme : strings(properties.get(Connector.SCHEMES), connector.schemes())) {
            whiteboard.remove(scheme, connector);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + SCHEME + "=*)")
    void bindProvider(FileProvider provider, Map<String, Object> properties) {
        for (String scheme : strings(properties.get(SCHEME), List.of())) {
            whiteboard.add(scheme, provider, rank(properties), () -> provider);
        }
    }

    void unbindProvider(FileProvider provider, Map<String, Object> properties) {
        for (String scheme : strings(properties.get(SCHEME), List.of())) {
            whiteboard.remove(scheme, provider);
        }
    }

    private static Collection<String> strings(Object property, Collection<String> fallback) {
        if (property instanceof String one) {
            return List.of(one);
        }
        if (property instanceof String[] several) {
            return List.of(several);
        }
        return property instanceof Collection<?> any
                ? any.stream().map(String::valueOf).toList()
                : fallback;
    }

    private static int rank(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Integer rank ? rank : 0;
    }
}
