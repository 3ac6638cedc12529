// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ListValue;
import io.fairlead.api.config.LoadedClasses;
import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.folder.FolderCache;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import io.fairlead.storage.local.snapshot.SnapshotNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a {@link LocalStorage} for each configuration. It registers the service itself, because the property
 * {@link Storage#NAME} comes from the key {@code name}, and because a changed configuration is a new storage.
 */
@Component(
        service = {},
        configurationPid = LocalStorageConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LocalStorageConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.storage.Storage\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class LocalStorageComponent {
    /** Framework property: folders that no storage serves, whatever its own configuration says; as in a class path. */
    static final String NEVER_SERVED = "io.fairlead.storage.local.exclude";

    private static final Logger LOG = LoggerFactory.getLogger(LocalStorageComponent.class);

    private final BundleContext context;
    private final ConfigurationGate gate;
    private Published current; // null until a configuration could be applied

    /** A storage and its registration. */
    private record Published(LocalStorage storage, ServiceRegistration<Storage> registration) {
        void withdraw() {
            registration.unregister();
            storage.retire();
        }
    }

    @Activate
    public LocalStorageComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the storage", LOG::error);
        LoadedClasses.of(context.getBundle(), "/io/fairlead/storage/local");
    }

    /** Publishes the storage; a new one is there before the old one goes. A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(LocalStorageConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            Published next = publish(withNeverServed(settings(config)));
            withdrawCurrent();
            current = next;
        });
    }

    private LocalSettings withNeverServed(LocalSettings settings) {
        String everywhere = context.getProperty(NEVER_SERVED);
        if (everywhere == null) {
            return settings;
        }
        List<Path> exclude = new ArrayList<>(settings.exclude());
        for (String folder : everywhere.split(Pattern.quote(File.pathSeparator))) {
            exclude.add(path(NEVER_SERVED, folder));
        }
        return settings.withExclude(exclude);
    }

    @Deactivate
    synchronized void withdraw() {
        gate.close();
        withdrawCurrent();
    }

    private void withdrawCurrent() {
        if (current != null) {
            current.withdraw();
        }
    }

    @SuppressWarnings("JdkObsolete") // the framework takes a Dictionary
    private Published publish(LocalSettings settings) throws IOException {
        LocalStorage storage = LocalStorage.open(settings);
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(Storage.NAME, settings.name()));
        storage.storageId().ifPresent(id -> properties.put(Storage.ID, id));
        Published published = new Published(storage, context.registerService(Storage.class, storage, properties));
        LOG.info(
                "Storage {} serves {}{}{}",
                settings.name(),
                storage.root().directory(),
                storage.readOnly() ? ", read-only" : "",
                storage.isSecure() ? "" : "; this platform checks links by path, which a local attacker can race");
        return published;
    }

    /** The configuration, checked but for the folder itself. */
    static LocalSettings settings(LocalStorageConfig config) {
        return new LocalSettings(
                Checked.text("name", config.name(), "the name that exports refer to"),
                path("path", config.path()),
                config.createPath(),
                config.readOnly(),
                Checked.choice("sync", config.sync(), LocalSettings.Sync.class),
                Checked.choice("symlinks", config.symlinks(), LocalSettings.Links.class),
                umask(config.umask().trim()),
                letterCase(config.caseInsensitive().trim()),
                config.owners(),
                exclude(config.exclude()),
                Checked.range(
                        "keptFolders",
                        config.keptFolders(),
                        FolderCache.AS_MANY_AS_FIT,
                        LocalSettings.MAX_KEPT_FOLDERS),
                config.id() == null ? "" : config.id().trim(),
                snapshots(config));
    }

    private static Optional<SnapshotFolder> snapshots(LocalStorageConfig config) {
        String pattern = config.snapshotNames().strip();
        Optional<SnapshotNames> names =
                pattern.equals(SnapshotFolder.SNAPPER) ? Optional.empty() : Optional.of(names(pattern));
        String where = config.snapshots().strip();
        if (where.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SnapshotFolder.of(path("path", config.path()), where, names));
        } catch (IllegalArgumentException e) { // or what is no path at all
            throw Checked.bad("snapshots", where, e.getMessage(), e);
        }
    }

    private static SnapshotNames names(String pattern) {
        try {
            return SnapshotNames.of(pattern);
        } catch (IllegalArgumentException e) {
            throw Checked.bad(
                    "snapshotNames",
                    pattern,
                    "a pattern such as " + SnapshotNames.DEFAULT + ", or snapper: " + e.getMessage(),
                    e);
        }
    }

    private static List<Path> exclude(String[] folders) {
        return ListValue.of(folders).stream()
                .map(folder -> path("exclude", folder))
                .toList();
    }

    private static Path path(String key, String text) {
        try {
            return Path.of(Checked.text(key, text, "the folder to serve"));
        } catch (InvalidPathException e) {
            throw Checked.bad(key, text, "a folder: " + e.getReason(), e);
        }
    }

    private static int umask(String value) {
        if (!value.matches("[0-7]{1,4}") || Integer.parseInt(value, 8) > 0777) {
            throw Checked.bad("umask", value, "an octal number, 000 to 777");
        }
        return Integer.parseInt(value, 8);
    }

    private static LocalSettings.LetterCase letterCase(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "auto" -> LocalSettings.LetterCase.AUTO;
            case "true" -> LocalSettings.LetterCase.INSENSITIVE;
            case "false" -> LocalSettings.LetterCase.SENSITIVE;
            default -> throw Checked.bad("caseInsensitive", value, "auto, true or false");
        };
    }
}
