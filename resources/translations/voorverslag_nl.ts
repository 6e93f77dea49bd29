<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl_NL">
    <context>
        <name>Actions</name>
        <message>
            <source>Go to worklist</source>
            <translation>Naar werklijst</translation>
        </message>
        <message>
            <source>Go to studies</source>
            <translation>Naar studies</translation>
        </message>
        <message>
            <source>Go to training</source>
            <translation>Naar training</translation>
        </message>
        <message>
            <source>Go to quality</source>
            <translation>Naar kwaliteit</translation>
        </message>
        <message>
            <source>Go to governance</source>
            <translation>Naar beheer</translation>
        </message>
        <message>
            <source>No report is open.</source>
            <translation>Er is geen verslag geopend.</translation>
        </message>
        <message>
            <source>This screen has no steps.</source>
            <translation>Dit scherm heeft geen stappen.</translation>
        </message>
        <message>
            <source>There is nothing to undo.</source>
            <translation>Er is niets om ongedaan te maken.</translation>
        </message>
        <message>
            <source>There is nothing to redo.</source>
            <translation>Er is niets om opnieuw te doen.</translation>
        </message>
        <message>
            <source>You have one role.</source>
            <translation>U hebt één rol.</translation>
        </message>
        <message>
            <source>Search an action</source>
            <translation>Zoek een actie</translation>
        </message>
        <message>
            <source>Keys of this screen</source>
            <translation>Toetsen van dit scherm</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>Vergrendel</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>Afmelden</translation>
        </message>
        <message>
            <source>Switch role…</source>
            <translation>Wissel van rol…</translation>
        </message>
        <message>
            <source>Dark theme</source>
            <translation>Donker thema</translation>
        </message>
        <message>
            <source>Light theme</source>
            <translation>Licht thema</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Ongedaan maken</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Opnieuw doen</translation>
        </message>
        <message>
            <source>Save now</source>
            <translation>Bewaar nu</translation>
        </message>
        <message>
            <source>Next step (primary button)</source>
            <translation>Volgende stap (hoofdknop)</translation>
        </message>
        <message>
            <source>Next part of the screen</source>
            <translation>Volgende deel van het scherm</translation>
        </message>
        <message>
            <source>Previous part of the screen</source>
            <translation>Vorige deel van het scherm</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>Volledig scherm</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Verslag</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Controle</translation>
        </message>
        <message>
            <source>Next step</source>
            <translation>Volgende stap</translation>
        </message>
        <message>
            <source>Previous step</source>
            <translation>Vorige stap</translation>
        </message>
        <message>
            <source>No row is chosen.</source>
            <translation>Er is geen regel gekozen.</translation>
        </message>
        <message>
            <source>Search the worklist</source>
            <translation>Zoek in de werklijst</translation>
        </message>
        <message>
            <source>Filter by status</source>
            <translation>Filter op status</translation>
        </message>
        <message>
            <source>Preview on or off</source>
            <translation>Voorbeeld aan of uit</translation>
        </message>
        <message>
            <source>Start or go on with the report</source>
            <translation>Begin of vervolg het voorverslag</translation>
        </message>
        <message>
            <source>Hand back to the radiologist</source>
            <translation>Terugdelegeren aan de radioloog</translation>
        </message>
        <message>
            <source>Refresh the worklist</source>
            <translation>Ververs de werklijst</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Instellingen</translation>
        </message>
        <message>
            <source>No archive is set up. An administrator adds one under Settings, PACS nodes.</source>
            <translation>Er is geen archief ingesteld. Een beheerder voegt er een toe bij Instellingen, PACS-knooppunten.</translation>
        </message>
        <message>
            <source>Open folder with images…</source>
            <translation>Map met beelden openen…</translation>
        </message>
        <message>
            <source>Open ZIP archive, DICOMDIR or file…</source>
            <translation>ZIP, DICOMDIR of bestand openen…</translation>
        </message>
        <message>
            <source>Search the archive…</source>
            <translation>Zoek in het archief…</translation>
        </message>
        <message>
            <source>Show what was received</source>
            <translation>Toon wat is ontvangen</translation>
        </message>
        <message>
            <source>No study is open.</source>
            <translation>Er is geen onderzoek geopend.</translation>
        </message>
        <message>
            <source>Earlier examination, side by side</source>
            <translation>Vorig onderzoek naast elkaar</translation>
        </message>
        <message>
            <source>There are no pictures on this screen.</source>
            <extracomment>the shell has these itself, for all of the draft</extracomment>
            <translation>Op dit scherm staan geen beelden.</translation>
        </message>
        <message>
            <source>There are no images in this view.</source>
            <translation>In dit venster staan geen beelden.</translation>
        </message>
        <message>
            <source>This can't be done in this view now.</source>
            <translation>Dat kan nu niet in dit venster.</translation>
        </message>
        <message>
            <source>There are no measurements on this screen.</source>
            <translation>Op dit scherm wordt niet gemeten.</translation>
        </message>
        <message>
            <source>Save as DICOM presentation state…</source>
            <translation>Bewaar als DICOM-presentatietoestand…</translation>
        </message>
        <message>
            <source>Open DICOM presentation state…</source>
            <translation>Open DICOM-presentatietoestand…</translation>
        </message>
        <message>
            <source>Layouts belong to images that are looked at from Studies.</source>
            <translation>Indelingen horen bij beelden die u vanuit Studies bekijkt.</translation>
        </message>
        <message>
            <source>The images are being read.</source>
            <translation>De beelden worden gelezen.</translation>
        </message>
        <message>
            <source>Layout: rows and columns</source>
            <translation>Indeling: rijen en kolommen</translation>
        </message>
        <message>
            <source>Hanging protocol…</source>
            <translation>Indeling kiezen…</translation>
        </message>
        <message>
            <source>Save the screen as a layout…</source>
            <translation>Bewaar het scherm als indeling…</translation>
        </message>
        <message>
            <source>Window on a second screen</source>
            <translation>Venster op een tweede scherm</translation>
        </message>
        <message>
            <source>Mask over the images…</source>
            <translation>Masker over de beelden…</translation>
        </message>
        <message>
            <source>Map or images over the images…</source>
            <translation>Kaart of beelden over de beelden…</translation>
        </message>
    </context>
    <context>
        <name>AddendumForm</name>
        <message>
            <source>Addendum</source>
            <translation>Aanvulling</translation>
        </message>
        <message>
            <source>The report stays as it is. The addendum is drafted, submitted and authorised like any report and refers to it.</source>
            <translation>Het verslag blijft zoals het is. De aanvulling wordt opgesteld, ingediend en geautoriseerd als elk verslag en verwijst ernaar.</translation>
        </message>
        <message>
            <source>Why an addendum is needed</source>
            <translation>Waarom een aanvulling nodig is</translation>
        </message>
        <message>
            <source>I am authorised and competent for this case.</source>
            <translation>Ik ben bevoegd en bekwaam voor deze casus.</translation>
        </message>
        <message>
            <source>Start addendum</source>
            <translation>Begin aanvulling</translation>
        </message>
        <message>
            <source>Give the reason.</source>
            <translation>Geef de reden.</translation>
        </message>
        <message>
            <source>Confirm that you are authorised and competent.</source>
            <translation>Bevestig dat u bevoegd en bekwaam bent.</translation>
        </message>
    </context>
    <context>
        <name>Aligner</name>
        <message>
            <source>Aligning the examinations</source>
            <translation>De onderzoeken worden uitgelijnd</translation>
        </message>
    </context>
    <context>
        <name>AnnotationTable</name>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Soort</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Waarde</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Plaats</translation>
        </message>
        <message>
            <source>{kind}, slice {n} of a region of {m}</source>
            <translation>{kind}, coupe {n} van een gebied van {m}</translation>
        </message>
    </context>
    <context>
        <name>Annotations</name>
        <message>
            <source>length</source>
            <extracomment>words of an undo step, by kind of annotation</extracomment>
            <translation>lengte</translation>
        </message>
        <message>
            <source>angle</source>
            <translation>hoek</translation>
        </message>
        <message>
            <source>Cobb angle</source>
            <translation>Cobb-hoek</translation>
        </message>
        <message>
            <source>freehand shape</source>
            <translation>vrije vorm</translation>
        </message>
        <message>
            <source>ellipse</source>
            <translation>ellips</translation>
        </message>
        <message>
            <source>rectangle</source>
            <translation>rechthoek</translation>
        </message>
        <message>
            <source>polygon</source>
            <translation>veelhoek</translation>
        </message>
        <message>
            <source>probe</source>
            <translation>meetpunt</translation>
        </message>
        <message>
            <source>two diameters</source>
            <translation>twee diameters</translation>
        </message>
        <message>
            <source>arrow</source>
            <translation>pijl</translation>
        </message>
        <message>
            <source>text</source>
            <translation>tekst</translation>
        </message>
        <message>
            <source>{kind} placed</source>
            <extracomment>longest text of an arrow or a name; a presentation state takes 1024 characters (DICOM ST)</extracomment>
            <translation>{kind} geplaatst</translation>
        </message>
        <message>
            <source>{kind} moved</source>
            <translation>{kind} verplaatst</translation>
        </message>
        <message>
            <source>{kind} copied</source>
            <translation>{kind} gekopieerd</translation>
        </message>
        <message>
            <source>{kind} deleted</source>
            <translation>{kind} verwijderd</translation>
        </message>
        <message>
            <source>{kind} renamed</source>
            <translation>{kind} hernoemd</translation>
        </message>
        <message>
            <source>words of {kind} moved</source>
            <translation>woorden van {kind} verplaatst</translation>
        </message>
        <message>
            <source>{kind} joined to a region</source>
            <translation>{kind} bij een gebied gevoegd</translation>
        </message>
        <message>
            <source>{kind} parted from its region</source>
            <translation>{kind} van het gebied losgemaakt</translation>
        </message>
    </context>
    <context>
        <name>AortaCore</name>
        <message>
            <source>Measuring the aorta</source>
            <extracomment>the state or its measurement is another the measurement of the present state is there, or the state asks for none: the draft can follow another line, profile or surface is to be drawn (or none) bytes of the masks of this sitting by their hash, until the draft has stored them</extracomment>
            <translation>Aorta meten</translation>
        </message>
    </context>
    <context>
        <name>AortaPanel</name>
        <message>
            <source>Check the conditions. What the images don't say, you state.</source>
            <extracomment>below this width of the window the compact form</extracomment>
            <translation>Controleer de condities. Wat de beelden niet zeggen, vult u in.</translation>
        </message>
        <message>
            <source>Choose a landmark, then click it in a view or on the straightened picture.</source>
            <translation>Kies een landmark en klik het aan in een beeld of op de CPR.</translation>
        </message>
        <message>
            <source>Choose an earlier examination. Its report's figures are compared, or measure its images with the same tools.</source>
            <translation>Kies een vorig onderzoek. De cijfers uit het verslag worden vergeleken, of meet de vorige beelden met hetzelfde gereedschap.</translation>
        </message>
        <message>
            <source>Height and weight, for the indices of the thoracic maximum. Weight may be left out.</source>
            <translation>Lengte en gewicht, voor de indexen van het thoracale maximum. Gewicht mag ontbreken.</translation>
        </message>
        <message>
            <source>The infrarenal neck below the lowest renal artery.</source>
            <translation>De infrarenale nek onder de laagste nierarterie.</translation>
        </message>
        <message>
            <source>{done} of {of} accepted</source>
            <translation>{done} van {of} geaccepteerd</translation>
        </message>
        <message>
            <source>In the report</source>
            <translation>In het verslag</translation>
        </message>
        <message>
            <source>To report</source>
            <translation>Naar verslag</translation>
        </message>
        <message>
            <source>{n} more</source>
            <translation>nog {n}</translation>
        </message>
        <message>
            <source>Planes</source>
            <translation>Vlakken</translation>
        </message>
        <message>
            <source>Vessel</source>
            <translation>Vat</translation>
        </message>
        <message>
            <source>not imaged</source>
            <translation>niet afgebeeld</translation>
        </message>
        <message>
            <source>not assessable…</source>
            <translation>niet beoordeelbaar…</translation>
        </message>
        <message>
            <source>Move the maximum to here…</source>
            <translation>Verplaats maximum naar hier…</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Meer</translation>
        </message>
        <message>
            <source>earlier</source>
            <translation>vorig</translation>
        </message>
        <message>
            <source>restore the rule</source>
            <translation>regel herstellen</translation>
        </message>
        <message>
            <source>Accept each maximum where it lies. To move one: go to the section and choose Move the maximum to here.</source>
            <translation>Accepteer elk maximum op zijn plaats. Verplaatsen: ga naar de doorsnede en kies Verplaats maximum naar hier.</translation>
        </message>
        <message>
            <source>make key image</source>
            <translation>maak sleutelbeeld</translation>
        </message>
        <message>
            <source>Jump to maximum</source>
            <translation>Spring naar maximum</translation>
        </message>
        <message>
            <source>Jump to minimum</source>
            <translation>Spring naar minimum</translation>
        </message>
        <message>
            <source>Section as key image</source>
            <translation>Doorsnede als sleutelbeeld</translation>
        </message>
        <message>
            <source>Straightened picture as key image</source>
            <translation>CPR als sleutelbeeld</translation>
        </message>
        <message>
            <source>Levels</source>
            <translation>Niveaus</translation>
        </message>
        <message>
            <source>Click 2 to 5 points along the vessel, from the heart on, or import a mask. Then measure.</source>
            <translation>Klik 2 tot 5 punten langs het vat, vanaf het hart, of importeer een masker. Meet daarna.</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Bewerken</translation>
        </message>
        <message>
            <source>Accept, next (Space)</source>
            <translation>Accepteer, volgende</translation>
        </message>
        <message>
            <source>Move the maximum to here</source>
            <translation>Verplaats maximum naar hier</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>Niveau</translation>
        </message>
        <message>
            <source>Ø × ⟂ (mm)</source>
            <translation>Ø × ⟂ (mm)</translation>
        </message>
    </context>
    <context>
        <name>AortaViews</name>
        <message>
            <source>Axial</source>
            <extracomment>the cursor goes along with a level that is being dragged acts with the mouse on the points of the path and on landmarks a landmark was clicked on the curved view, or that was cancelled K was pressed over this view window that the images got while they were being read</extracomment>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Coronaal</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittaal</translation>
        </message>
        <message>
            <source>Oblique</source>
            <translation>Schuin</translation>
        </message>
        <message>
            <source>Section ⟂</source>
            <translation>Doorsnede ⟂</translation>
        </message>
        <message>
            <source>3D</source>
            <translation>3D</translation>
        </message>
        <message>
            <source>CPR straightened</source>
            <translation>CPR gestrekt</translation>
        </message>
        <message>
            <source>Diameter profile along the arc length (mm)</source>
            <translation>Diameterprofiel langs de booglengte (mm)</translation>
        </message>
        <message>
            <source>Place points along the vessel first.</source>
            <translation>Plaats eerst punten langs het vat.</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>grootste</translation>
        </message>
        <message>
            <source>perpendicular</source>
            <translation>loodrechte</translation>
        </message>
        <message>
            <source>Ø mm</source>
            <translation>Ø mm</translation>
        </message>
    </context>
    <context>
        <name>AortaWords</name>
        <message>
            <source>arc length {arc} mm</source>
            <translation>booglengte {arc} mm</translation>
        </message>
        <message>
            <source>at {landmark}</source>
            <translation>ter hoogte van {landmark}</translation>
        </message>
        <message>
            <source>{mm} mm distal of {landmark}</source>
            <translation>{mm} mm distaal van {landmark}</translation>
        </message>
        <message>
            <source>{mm} mm proximal of {landmark}</source>
            <translation>{mm} mm proximaal van {landmark}</translation>
        </message>
    </context>
    <context>
        <name>AortaWorkspace</name>
        <message>
            <source>Restore the rule</source>
            <extracomment>the last row was accepted, and the person goes on</extracomment>
            <translation>Regel herstellen</translation>
        </message>
        <message>
            <source>The stored measurement is being read.</source>
            <translation>De bewaarde meting wordt gelezen.</translation>
        </message>
        <message>
            <source>The measurement is running.</source>
            <translation>De meting loopt.</translation>
        </message>
        <message>
            <source>Accept when it is done.</source>
            <translation>Accepteer zodra de meting klaar is.</translation>
        </message>
        <message>
            <source>A maximum follows from the profile; it isn't dragged.</source>
            <translation>Een maximum volgt uit het profiel en wordt niet versleept.</translation>
        </message>
        <message>
            <source>Move level</source>
            <translation>Niveau verplaatsen</translation>
        </message>
        <message>
            <source>no name</source>
            <translation>geen naam</translation>
        </message>
        <message>
            <source>Reading the protocol's limits</source>
            <translation>Drempels van het protocol lezen</translation>
        </message>
        <message>
            <source>threshold {mm} mm (for the radiologist to judge)</source>
            <translation>drempel {mm} mm (ter beoordeling radioloog)</translation>
        </message>
        <message>
            <source>Measuring is possible when the series is complete.</source>
            <translation>Meten kan als de reeks compleet is.</translation>
        </message>
        <message>
            <source>Reading the overlays</source>
            <translation>Overlays lezen</translation>
        </message>
        <message>
            <source>PRELIMINARY</source>
            <translation>VOORLOPIG</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>Serie</translation>
        </message>
        <message>
            <source>Vessel path</source>
            <translation>Vaatpad</translation>
        </message>
        <message>
            <source>Landmarks</source>
            <translation>Landmarks</translation>
        </message>
        <message>
            <source>Sections</source>
            <translation>Secties</translation>
        </message>
        <message>
            <source>Maxima</source>
            <translation>Maxima</translation>
        </message>
        <message>
            <source>EVAR</source>
            <translation>EVAR</translation>
        </message>
        <message>
            <source>Comparison</source>
            <translation>Vergelijking</translation>
        </message>
        <message>
            <source>Body size</source>
            <translation>Lichaamsmaten</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Controle</translation>
        </message>
        <message>
            <source>The condition {condition} hasn't been stated.</source>
            <translation>De conditie {condition} is nog niet vermeld.</translation>
        </message>
        <message>
            <source>The vessel hasn't been measured.</source>
            <translation>Het vat is nog niet gemeten.</translation>
        </message>
        <message>
            <source>{level} hasn't been judged.</source>
            <translation>{level} is nog niet beoordeeld.</translation>
        </message>
        <message>
            <source>Go to the section and choose Move the maximum to here.</source>
            <translation>Ga naar de doorsnede en kies Verplaats maximum naar hier.</translation>
        </message>
        <message>
            <source>Why can't {level} be assessed?</source>
            <translation>Waarom is {level} niet beoordeelbaar?</translation>
        </message>
        <message>
            <source>Accept level</source>
            <translation>Niveau accepteren</translation>
        </message>
        <message>
            <source>This level has no value.</source>
            <translation>Dit niveau heeft geen waarde.</translation>
        </message>
        <message>
            <source>Place its landmark, draw the contour, or choose a reason in the menu of the row.</source>
            <translation>Plaats het landmark, teken de contour, of kies een reden in het menu van de rij.</translation>
        </message>
        <message>
            <source>Give a reason</source>
            <translation>Reden opgeven</translation>
        </message>
    </context>
    <context>
        <name>ArcWidget</name>
        <message>
            <source>{here} mm of {whole} mm</source>
            <translation>{here} mm van {whole} mm</translation>
        </message>
    </context>
    <context>
        <name>Archive</name>
        <message>
            <source>structured report</source>
            <translation>gestructureerd verslag</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>{what}: in the archive ({proof})</source>
            <translation>{what}: in het archief ({proof})</translation>
        </message>
        <message>
            <source>{what}: not in the archive for certain. {reason}</source>
            <translation>{what}: niet zeker in het archief. {reason}</translation>
        </message>
        <message>
            <source>{what}: not sent</source>
            <translation>{what}: niet verstuurd</translation>
        </message>
        <message>
            <source>Reachable in {ms} ms.</source>
            <extracomment>name of the source in Studies that holds what came in</extracomment>
            <translation>Bereikbaar in {ms} ms.</translation>
        </message>
        <message>
            <source>Reachable in {ms} ms: {who}.</source>
            <translation>Bereikbaar in {ms} ms: {who}.</translation>
        </message>
        <message>
            <source>Not reachable.</source>
            <translation>Niet bereikbaar.</translation>
        </message>
        <message>
            <source>Refused.</source>
            <translation>Geweigerd.</translation>
        </message>
        <message>
            <source>AE title {title} is wrong: the node has another one.</source>
            <translation>AE-titel {title} klopt niet: het knooppunt heeft een andere.</translation>
        </message>
        <message>
            <source>Our AE title {title} isn't known there.</source>
            <translation>Onze AE-titel {title} is daar niet bekend.</translation>
        </message>
        <message>
            <source>The secure connection (TLS) isn't trusted.</source>
            <translation>De beveiligde verbinding (TLS) wordt niet vertrouwd.</translation>
        </message>
        <message>
            <source>It answers, but not as an archive does.</source>
            <translation>Er komt antwoord, maar niet zoals van een archief.</translation>
        </message>
        <message>
            <source>Archive {name} not reachable since {time}.</source>
            <translation>Archief {name} niet bereikbaar sinds {time}.</translation>
        </message>
        <message>
            <source>What was fetched before can be opened under Received; new images can't be fetched.</source>
            <translation>Wat eerder is opgehaald, opent u bij Ontvangen; nieuwe beelden kunnen niet worden opgehaald.</translation>
        </message>
        <message>
            <source>interrupted, {here} of {all}</source>
            <translation>onderbroken, {here} van {all}</translation>
        </message>
        <message>
            <source>fetched, {all} images</source>
            <translation>opgehaald, {all} beelden</translation>
        </message>
        <message>
            <source>{here} images here</source>
            <translation>{here} beelden hier</translation>
        </message>
        <message>
            <source>{n} refused: other content</source>
            <translation>{n} geweigerd: andere inhoud</translation>
        </message>
        <message>
            <source>storage commitment</source>
            <translation>opslag bevestigd door het archief</translation>
        </message>
        <message>
            <source>read back and compared</source>
            <translation>teruggelezen en vergeleken</translation>
        </message>
        <message>
            <source>Name is missing</source>
            <translation>Naam ontbreekt</translation>
        </message>
        <message>
            <source>No description</source>
            <translation>Zonder omschrijving</translation>
        </message>
        <message>
            <source>{n} series</source>
            <translation>{n} reeksen</translation>
        </message>
        <message>
            <source>1 series</source>
            <translation>1 reeks</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} beelden</translation>
        </message>
        <message>
            <source>Series {number}</source>
            <translation>Serie {number}</translation>
        </message>
        <message>
            <source>being fetched, {here} of {all}</source>
            <translation>wordt opgehaald, {here} van {all}</translation>
        </message>
        <message>
            <source>being fetched</source>
            <translation>wordt opgehaald</translation>
        </message>
    </context>
    <context>
        <name>ArchiveButton</name>
        <message>
            <source>The report is being sent.</source>
            <extracomment>the sending is on record: the report's screen should read its trail again</extracomment>
            <translation>Het verslag wordt verstuurd.</translation>
        </message>
        <message>
            <source>No archive is set up to send reports to. An administrator adds one under Settings, PACS nodes.</source>
            <translation>Er is geen archief ingesteld om verslagen naar te sturen. Een beheerder voegt er een toe bij Instellingen, PACS-knooppunten.</translation>
        </message>
        <message>
            <source>Sending to {name}…</source>
            <translation>Versturen naar {name}…</translation>
        </message>
        <message>
            <source>Step {done} of {of}: sending, then proving that it is there.</source>
            <translation>Stap {done} van {of}: versturen, daarna controleren of het er staat.</translation>
        </message>
        <message>
            <source>In archive {name}, and proven.</source>
            <translation>In archief {name}, en gecontroleerd.</translation>
        </message>
        <message>
            <source>Not sent to {name} for certain.</source>
            <translation>Niet zeker aangekomen in {name}.</translation>
        </message>
    </context>
    <context>
        <name>Arranger</name>
        <message>
            <source>Change the layout</source>
            <extracomment>key, rows, columns and planes of the arrangements that are always there</extracomment>
            <translation>Indeling wijzigen</translation>
        </message>
        <message>
            <source>Layout {name} is kept; images like these open with it.</source>
            <translation>Indeling {name} is bewaard; zulke beelden openen ermee.</translation>
        </message>
        <message>
            <source>Save as layout</source>
            <translation>Bewaar als indeling</translation>
        </message>
        <message>
            <source>Name of the layout</source>
            <translation>Naam van de indeling</translation>
        </message>
        <message>
            <source>Layout</source>
            <translation>Indeling</translation>
        </message>
        <message>
            <source>All four planes</source>
            <translation>Alle vier de vlakken</translation>
        </message>
        <message>
            <source>Three planes beside each other</source>
            <translation>Drie vlakken naast elkaar</translation>
        </message>
        <message>
            <source>Axial and oblique</source>
            <translation>Axiaal en schuin</translation>
        </message>
        <message>
            <source>Axial only</source>
            <translation>Alleen axiaal</translation>
        </message>
        <message>
            <source>Save as layout…</source>
            <translation>Bewaar als indeling…</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Verwijderen</translation>
        </message>
    </context>
    <context>
        <name>BodyBlock</name>
        <message>
            <source>Height: 50 to 260 cm.</source>
            <extracomment>height (cm) and weight (kg) or None, and the day</extracomment>
            <translation>Lengte: 50 tot 260 cm.</translation>
        </message>
        <message>
            <source>Weight: 2 to 400 kg.</source>
            <translation>Gewicht: 2 tot 400 kg.</translation>
        </message>
        <message>
            <source>Say on which day they were measured.</source>
            <translation>Vermeld op welke dag er is gemeten.</translation>
        </message>
        <message>
            <source>Height (cm)</source>
            <translation>Lengte (cm)</translation>
        </message>
        <message>
            <source>Weight (kg)</source>
            <translation>Gewicht (kg)</translation>
        </message>
        <message>
            <source>Measured on</source>
            <translation>Gemeten op</translation>
        </message>
        <message>
            <source>dd-mm-yyyy</source>
            <translation>dd-mm-jjjj</translation>
        </message>
        <message>
            <source>Keep body size</source>
            <translation>Bewaar lichaamsmaten</translation>
        </message>
    </context>
    <context>
        <name>BodyHand</name>
        <message>
            <source>State body size</source>
            <translation>Lichaamsmaten vermelden</translation>
        </message>
        <message>
            <source>The examination has no date.</source>
            <translation>Het onderzoek heeft geen datum.</translation>
        </message>
        <message>
            <source>Body surface {value} ({formula})</source>
            <translation>Lichaamsoppervlak {value} ({formula})</translation>
        </message>
        <message>
            <source>No thoracic maximum: no indices.</source>
            <translation>Geen thoracaal maximum: geen indexen.</translation>
        </message>
        <message>
            <source>withheld: height or weight is missing</source>
            <translation>ingehouden: lengte of gewicht ontbreekt</translation>
        </message>
        <message>
            <source>withheld: height or weight can't be right</source>
            <translation>ingehouden: lengte of gewicht kan niet kloppen</translation>
        </message>
        <message>
            <source>withheld: measured over 12 months before the examination</source>
            <translation>ingehouden: meer dan 12 maanden voor het onderzoek gemeten</translation>
        </message>
        <message>
            <source>withheld: the age isn't known</source>
            <translation>ingehouden: de leeftijd is niet bekend</translation>
        </message>
        <message>
            <source>withheld: younger than 15 years</source>
            <translation>ingehouden: jonger dan 15 jaar</translation>
        </message>
    </context>
    <context>
        <name>CaseScreen</name>
        <message>
            <source>Reading the images</source>
            <extracomment>key of the message that asks before an unsaved report is left</extracomment>
            <translation>Beelden lezen</translation>
        </message>
        <message>
            <source>There is no workspace for this task.</source>
            <translation>Voor deze taak is er geen werkruimte.</translation>
        </message>
        <message>
            <source>Ask the administrator.</source>
            <translation>Vraag het de functioneel beheerder.</translation>
        </message>
        <message>
            <source>This series is a time series; this workspace needs one volume.</source>
            <translation>Deze reeks is een tijdreeks; deze werkruimte heeft één volume nodig.</translation>
        </message>
        <message>
            <source>Choose one phase in Studies.</source>
            <translation>Kies één fase bij Studies.</translation>
        </message>
        <message>
            <source>Opening the report</source>
            <translation>Verslag openen</translation>
        </message>
        <message>
            <source>Only the author edits this draft. Read only.</source>
            <translation>Alleen de opsteller bewerkt dit concept. Alleen lezen.</translation>
        </message>
        <message>
            <source>Authorised. Read only.</source>
            <translation>Geautoriseerd. Alleen lezen.</translation>
        </message>
        <message>
            <source>Submitted at {time}. Read only.</source>
            <translation>Ingediend op {time}. Alleen lezen.</translation>
        </message>
        <message>
            <source>Checking the conditions</source>
            <translation>Voorwaarden controleren</translation>
        </message>
        <message>
            <source>Starting the draft</source>
            <translation>Voorverslag starten</translation>
        </message>
        <message>
            <source>Nothing was started.</source>
            <translation>Er is niets gestart.</translation>
        </message>
        <message>
            <source>The study stays on the worklist for the radiologist.</source>
            <translation>Het onderzoek blijft op de werklijst voor de radioloog.</translation>
        </message>
        <message>
            <source>{name} works on this draft at {place}.</source>
            <translation>{name} werkt hieraan op {place}.</translation>
        </message>
        <message>
            <source>This draft isn't held by this session any more.</source>
            <translation>Dit voorverslag wordt niet meer door deze sessie vastgehouden.</translation>
        </message>
        <message>
            <source>Keeping the report open</source>
            <translation>Verslag open houden</translation>
        </message>
        <message>
            <source>There is no report yet.</source>
            <translation>Er is nog geen verslag.</translation>
        </message>
        <message>
            <source>Start a draft first, or wait until it is open.</source>
            <translation>Start eerst een voorverslag, of wacht tot het open is.</translation>
        </message>
        <message>
            <source>Gate closed: {n} conditions</source>
            <translation>Poort dicht: {n} voorwaarden</translation>
        </message>
        <message>
            <source>Gate open: {n} of {m} conditions</source>
            <translation>Poort open: {n} van {m} voorwaarden</translation>
        </message>
        <message>
            <source>Not saved – {reason}</source>
            <translation>Niet bewaard – {reason}</translation>
        </message>
        <message>
            <source>Your text is kept on this workstation and is offered when you open this report again. Leave once more to go all the same.</source>
            <translation>Uw tekst staat op dit werkstation en wordt aangeboden zodra u dit verslag weer opent. Verlaat het scherm nog een keer om toch te gaan.</translation>
        </message>
        <message>
            <source>The text can't be kept on this workstation either. Copy it before you leave.</source>
            <translation>De tekst kan ook niet op dit werkstation worden bewaard. Kopieer haar voordat u verlaat.</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Opnieuw</translation>
        </message>
    </context>
    <context>
        <name>ChangedNote</name>
        <message>
            <source>Read again</source>
            <translation>Opnieuw lezen</translation>
        </message>
        <message>
            <source>{n} changed</source>
            <translation>{n} gewijzigd</translation>
        </message>
        <message>
            <source>{n} gone</source>
            <translation>{n} verdwenen</translation>
        </message>
        <message>
            <source>{n} added</source>
            <translation>{n} erbij</translation>
        </message>
        <message>
            <source>Series changed on disk: {what}.</source>
            <translation>Reeks gewijzigd op schijf: {what}.</translation>
        </message>
        <message>
            <source>You see the images as they were read. Measurements made on them stay and keep saying so; read again to go on with the images as they are now.</source>
            <translation>U ziet de beelden zoals ze zijn gelezen. Metingen die daarop zijn gemaakt blijven staan, met hun herkomst; lees opnieuw om verder te gaan met de beelden zoals ze nu zijn.</translation>
        </message>
    </context>
    <context>
        <name>CheckFace</name>
        <message>
            <source>Everything that must be there is there.</source>
            <extracomment>states in which the author may still hand back height from which page and form both fit in the panel a section of the report face, by key</extracomment>
            <translation>Alles wat er moet zijn, is er.</translation>
        </message>
        <message>
            <source>In order · {n}</source>
            <translation>In orde · {n}</translation>
        </message>
        <message>
            <source>{section}: filled in</source>
            <translation>{section}: ingevuld</translation>
        </message>
        <message>
            <source>Gate open: {n} of {m} conditions</source>
            <translation>Poort open: {n} van {m} voorwaarden</translation>
        </message>
        <message>
            <source>Identity of order and images agrees</source>
            <translation>Identiteit van opdracht en beelden komt overeen</translation>
        </message>
        <message>
            <source>All measurements have unit, image and observer</source>
            <translation>Alle metingen hebben eenheid, beeld en waarnemer</translation>
        </message>
        <message>
            <source>Escalated: {rule}</source>
            <translation>Opgeschaald: {rule}</translation>
        </message>
        <message>
            <source>Saved as revision {n} at {time}</source>
            <translation>Bewaard als revisie {n} om {time}</translation>
        </message>
        <message>
            <source>Submitted at {time}.</source>
            <translation>Ingediend om {time}.</translation>
        </message>
        <message>
            <source>You can withdraw it until a radiologist begins.</source>
            <translation>U kunt terugnemen tot een radioloog begint.</translation>
        </message>
        <message>
            <source>The draft is in review already and can't be withdrawn.</source>
            <translation>Het voorverslag is al in beoordeling en kan niet worden teruggenomen.</translation>
        </message>
        <message>
            <source>Only the author can submit, withdraw or hand back this draft.</source>
            <translation>Alleen de opsteller kan dit voorverslag indienen, terugnemen of terugdelegeren.</translation>
        </message>
        <message>
            <source>Responsible: {radiologist}</source>
            <translation>Verantwoordelijk: {radiologist}</translation>
        </message>
        <message>
            <source>the radiologist</source>
            <translation>de radioloog</translation>
        </message>
        <message>
            <source>Making the preview</source>
            <translation>Voorbeeld maken</translation>
        </message>
        <message>
            <source>Then hand the report back: the radiologist takes it. This doesn't count against you.</source>
            <translation>Delegeer het verslag dan terug: de radioloog neemt het over. Dit telt niet tegen u.</translation>
        </message>
        <message>
            <source>Ask the radiologist first, or write down what you doubt. Afterwards choose Yes or No here.</source>
            <translation>Vraag het eerst aan de radioloog, of schrijf op waaraan u twijfelt. Kies daarna hier Ja of Nee.</translation>
        </message>
        <message>
            <source>Submit to {radiologist}</source>
            <translation>Dien in bij {radiologist}</translation>
        </message>
        <message>
            <source>1 point is still open.</source>
            <translation>1 punt staat nog open.</translation>
        </message>
        <message>
            <source>{n} points are still open.</source>
            <translation>{n} punten staan nog open.</translation>
        </message>
        <message>
            <source>The last change is still being saved.</source>
            <translation>De laatste wijziging wordt nog bewaard.</translation>
        </message>
        <message>
            <source>Answer the declaration.</source>
            <translation>Beantwoord de verklaring.</translation>
        </message>
        <message>
            <source>Hand the report back, or ask the radiologist first.</source>
            <translation>Delegeer terug, of vraag het eerst aan de radioloog.</translation>
        </message>
        <message>
            <source>Give your password.</source>
            <translation>Geef uw wachtwoord.</translation>
        </message>
        <message>
            <source>Record the call</source>
            <translation>Leg het gesprek vast</translation>
        </message>
        <message>
            <source>Escalate</source>
            <translation>Opschalen</translation>
        </message>
        <message>
            <source>Submit</source>
            <translation>Dien in</translation>
        </message>
        <message>
            <source>Looking for the next case</source>
            <translation>Volgende casus zoeken</translation>
        </message>
        <message>
            <source>Next case: {name}</source>
            <translation>Volgende casus: {name}</translation>
        </message>
        <message>
            <source>To the worklist</source>
            <translation>Naar de werklijst</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>Neem terug</translation>
        </message>
        <message>
            <source>Hand back</source>
            <translation>Terugdelegeren</translation>
        </message>
    </context>
    <context>
        <name>CheckPage</name>
        <message>
            <source>Check and submit</source>
            <translation>Controle en indienen</translation>
        </message>
        <message>
            <source>Must</source>
            <translation>Moet</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Let op</translation>
        </message>
        <message>
            <source>Escalation</source>
            <translation>Opschaling</translation>
        </message>
        <message>
            <source>Declaration</source>
            <translation>Verklaring</translation>
        </message>
        <message>
            <source>I am authorised and competent for this case.</source>
            <translation>Ik ben bevoegd en bekwaam voor deze casus.</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>Ja</translation>
        </message>
        <message>
            <source>No</source>
            <translation>Nee</translation>
        </message>
        <message>
            <source>In doubt</source>
            <translation>Twijfel</translation>
        </message>
        <message>
            <source>Ask first (escalate)…</source>
            <translation>Vraag het eerst (opschalen)…</translation>
        </message>
        <message>
            <source>Remark for the radiologist…</source>
            <translation>Opmerking voor de radioloog…</translation>
        </message>
        <message>
            <source>Hand back…</source>
            <translation>Terugdelegeren…</translation>
        </message>
        <message>
            <source>Who gets it</source>
            <translation>Wie krijgt het</translation>
        </message>
        <message>
            <source>Your password, to sign</source>
            <translation>Uw wachtwoord, om te ondertekenen</translation>
        </message>
        <message>
            <source>Withdraw…</source>
            <translation>Neem terug…</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Search patient, action or setting</source>
            <translation>Zoek patiënt, actie of instelling</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>Gevonden</translation>
        </message>
    </context>
    <context>
        <name>CompareHand</name>
        <message>
            <source>Compare with none</source>
            <extracomment>words of `measurements.growth.Differs`, as the report has them</extracomment>
            <translation>Niet vergelijken</translation>
        </message>
        <message>
            <source>Not comparable: {reason}.</source>
            <translation>Niet vergelijkbaar: {reason}.</translation>
        </message>
        <message>
            <source>Measurement error ± {limit} mm</source>
            <translation>Meetfout ± {limit} mm</translation>
        </message>
        <message>
            <source>Earlier, {date}: {value} mm. Not comparable: {reason}.</source>
            <translation>Vorig, {date}: {value} mm. Niet vergelijkbaar: {reason}.</translation>
        </message>
        <message>
            <source>growth</source>
            <translation>groei</translation>
        </message>
        <message>
            <source>decrease</source>
            <translation>afname</translation>
        </message>
        <message>
            <source>no measurable growth</source>
            <translation>geen meetbare groei</translation>
        </message>
        <message>
            <source>, {rate} mm a year</source>
            <translation>, {rate} mm/jaar</translation>
        </message>
        <message>
            <source>Earlier, {date}: {value} mm. Δ {difference} mm{rate}; error ± {limit} mm: {verdict}.</source>
            <translation>Vorig, {date}: {value} mm. Δ {difference} mm{rate}; meetfout ± {limit} mm: {verdict}.</translation>
        </message>
        <message>
            <source>earlier {date}</source>
            <translation>vorig onderzoek {date}</translation>
        </message>
        <message>
            <source>Earlier examination {date}:</source>
            <translation>Vorig onderzoek {date}:</translation>
        </message>
        <message>
            <source>same edge, method and ECG gating. Comparing is allowed.</source>
            <translation>zelfde rand, methode en ECG-synchronisatie. Vergelijken toegestaan.</translation>
        </message>
        <message>
            <source>{reason}; compared all the same.</source>
            <translation>{reason}; toch vergeleken.</translation>
        </message>
        <message>
            <source>{reason}. Not compared.</source>
            <translation>{reason}. Niet vergeleken.</translation>
        </message>
        <message>
            <source>The earlier examination of {date} hasn't been compared with.</source>
            <translation>Het onderzoek van {date} is niet vergeleken.</translation>
        </message>
        <message>
            <source>The earlier examination of {date} hasn't been measured.</source>
            <translation>Het vorige onderzoek van {date} is nog niet gemeten.</translation>
        </message>
        <message>
            <source>No comparison</source>
            <translation>Geen vergelijking</translation>
        </message>
        <message>
            <source>No earlier examination found</source>
            <translation>Geen vorig onderzoek gevonden</translation>
        </message>
        <message>
            <source>Looking for earlier examinations</source>
            <translation>Vorige onderzoeken worden gezocht</translation>
        </message>
        <message>
            <source>The earlier images are being read.</source>
            <translation>De vorige beelden worden gelezen.</translation>
        </message>
        <message>
            <source>{n} levels measured here.</source>
            <translation>{n} niveaus hier gemeten.</translation>
        </message>
        <message>
            <source>{n} levels from the authorised report.</source>
            <translation>{n} niveaus uit het geautoriseerde verslag.</translation>
        </message>
        <message>
            <source>To the earlier images</source>
            <translation>Naar vorige beelden</translation>
        </message>
        <message>
            <source>Measure the earlier images</source>
            <translation>Meet vorige beelden</translation>
        </message>
        <message>
            <source>Choose an earlier examination first.</source>
            <translation>Kies eerst een vorig onderzoek.</translation>
        </message>
        <message>
            <source>EARLIER</source>
            <translation>VORIG</translation>
        </message>
        <message>
            <source>PRESENT</source>
            <translation>HUIDIG</translation>
        </message>
        <message>
            <source>No earlier examination was found for this patient.</source>
            <translation>Van deze patiënt is geen vorig onderzoek gevonden.</translation>
        </message>
        <message>
            <source>Choose an earlier examination in the panel at the right.</source>
            <translation>Kies rechts in het paneel een vorig onderzoek.</translation>
        </message>
        <message>
            <source>The earlier images aren't here; its figures stand in the table.</source>
            <translation>De vorige beelden zijn hier niet; de cijfers staan in de tabel.</translation>
        </message>
    </context>
    <context>
        <name>ComparePage</name>
        <message>
            <source>The report keeps sections only. Measure the earlier images for the whole vessel.</source>
            <extracomment>the person points at a place along the present vessel</extracomment>
            <translation>Het verslag bewaart alleen doorsneden. Meet de vorige beelden voor het hele vat.</translation>
        </message>
        <message>
            <source>Section ⟂</source>
            <translation>Doorsnede ⟂</translation>
        </message>
        <message>
            <source>CPR straightened</source>
            <translation>CPR gestrekt</translation>
        </message>
    </context>
    <context>
        <name>ComparisonBlock</name>
        <message>
            <source>Earlier examination</source>
            <translation>Vorig onderzoek</translation>
        </message>
        <message>
            <source>Compare all the same</source>
            <translation>Toch vergelijken</translation>
        </message>
        <message>
            <source>You accept that the two were measured in different ways. It is printed with the comparison.</source>
            <translation>U aanvaardt dat beide op een andere manier zijn gemeten. Het wordt bij de vergelijking afgedrukt.</translation>
        </message>
    </context>
    <context>
        <name>ComparisonView</name>
        <message>
            <source>Axial</source>
            <extracomment>what a linked view takes over from the other besides place and scale how the sides are linked now: ``same``, ``registration``, ``manual`` or ``none``; "" with one side</extracomment>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Coronaal</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittaal</translation>
        </message>
        <message>
            <source>same space</source>
            <translation>zelfde ruimte</translation>
        </message>
        <message>
            <source>proposal</source>
            <translation>voorstel</translation>
        </message>
        <message>
            <source>registration</source>
            <translation>registratie</translation>
        </message>
        <message>
            <source>linked by hand</source>
            <translation>handmatig gekoppeld</translation>
        </message>
        <message>
            <source>not linked</source>
            <translation>niet gekoppeld</translation>
        </message>
    </context>
    <context>
        <name>Conditions</name>
        <message>
            <source>Checking the report</source>
            <extracomment>refusals that the check page answers itself, by the declaration and the password revision that was looked at; 0 before the first look</extracomment>
            <translation>Verslag controleren</translation>
        </message>
    </context>
    <context>
        <name>ConflictDialog</name>
        <message>
            <source>Remark for the radiologist</source>
            <extracomment>both are kept as they are; nothing was chosen</extracomment>
            <translation>Opmerking voor de radioloog</translation>
        </message>
        <message>
            <source>Key images</source>
            <translation>Sleutelbeelden</translation>
        </message>
        <message>
            <source>(empty)</source>
            <translation>(leeg)</translation>
        </message>
        <message>
            <source>Both texts</source>
            <translation>Beide teksten</translation>
        </message>
        <message>
            <source>Take this</source>
            <translation>Neem deze</translation>
        </message>
        <message>
            <source>Take mine</source>
            <translation>Neem de mijne</translation>
        </message>
        <message>
            <source>Still {n} to choose.</source>
            <translation>Nog {n} te kiezen.</translation>
        </message>
        <message>
            <source>Still 1 to choose.</source>
            <translation>Nog 1 te kiezen.</translation>
        </message>
    </context>
    <context>
        <name>ContourHand</name>
        <message>
            <source>Edit contour</source>
            <translation>Contour aanpassen</translation>
        </message>
    </context>
    <context>
        <name>ContourTool</name>
        <message>
            <source>contour point moved</source>
            <translation>contourpunt verplaatst</translation>
        </message>
        <message>
            <source>contour point added</source>
            <translation>contourpunt toegevoegd</translation>
        </message>
        <message>
            <source>contour point deleted</source>
            <translation>contourpunt verwijderd</translation>
        </message>
    </context>
    <context>
        <name>CurvedView</name>
        <message>
            <source>Curved view</source>
            <extracomment>a landmark this near to the pointer says its name whether a right click opens the view's own menu; off when the owner answers `context_requested`</extracomment>
            <translation>CPR</translation>
        </message>
        <message>
            <source>Drag a rectangle for the window.</source>
            <translation>Sleep een rechthoek voor het venster.</translation>
        </message>
        <message>
            <source>No vessel path</source>
            <translation>Geen vaatpad</translation>
        </message>
        <message>
            <source>W {width} / L {level}</source>
            <translation>B {width} / N {level}</translation>
        </message>
        <message>
            <source>inverted</source>
            <translation>omgekeerd</translation>
        </message>
        <message>
            <source>stretched</source>
            <extracomment>farther from the picture than this a mark is drawn hollow</extracomment>
            <translation>uitgelegd</translation>
        </message>
        <message>
            <source>straightened</source>
            <translation>gestrekt</translation>
        </message>
        <message>
            <source>lengths true along the curve only</source>
            <translation>lengte alleen waar langs het vaatpad</translation>
        </message>
        <message>
            <source>lengths true in both directions</source>
            <translation>lengte waar in beide richtingen</translation>
        </message>
        <message>
            <source>proximal left · {truth}</source>
            <translation>proximaal · {truth}</translation>
        </message>
    </context>
    <context>
        <name>DifferenceLabel</name>
        <message>
            <source>removed: {words}</source>
            <translation>verwijderd: {words}</translation>
        </message>
        <message>
            <source>added: {words}</source>
            <translation>toegevoegd: {words}</translation>
        </message>
    </context>
    <context>
        <name>DiskWatch</name>
        <message>
            <source>Checking the images on disk</source>
            <extracomment>how often it is asked whether the files are still the same</extracomment>
            <translation>Beelden op schijf nakijken</translation>
        </message>
    </context>
    <context>
        <name>Display</name>
        <message>
            <source>accepted</source>
            <extracomment>remarks that the rows already say the earlier examination beside this one; none on the earlier one itself</extracomment>
            <translation>geaccepteerd</translation>
        </message>
        <message>
            <source>reason given</source>
            <translation>reden opgegeven</translation>
        </message>
        <message>
            <source>to be judged</source>
            <translation>te beoordelen</translation>
        </message>
        <message>
            <source>no number</source>
            <translation>geen getal</translation>
        </message>
        <message>
            <source>not placed</source>
            <translation>niet geplaatst</translation>
        </message>
        <message>
            <source>Ann</source>
            <translation>Ann</translation>
        </message>
        <message>
            <source>SV</source>
            <translation>SV</translation>
        </message>
        <message>
            <source>STJ</source>
            <translation>STO</translation>
        </message>
        <message>
            <source>Asc-m</source>
            <translation>Asc-m</translation>
        </message>
        <message>
            <source>Asc-d</source>
            <translation>Asc-d</translation>
        </message>
        <message>
            <source>Arch</source>
            <translation>Boog</translation>
        </message>
        <message>
            <source>Desc-p</source>
            <translation>Desc-p</translation>
        </message>
        <message>
            <source>Desc-m</source>
            <translation>Desc-m</translation>
        </message>
        <message>
            <source>Hiatus</source>
            <translation>Hiatus</translation>
        </message>
        <message>
            <source>Coel</source>
            <translation>Coel</translation>
        </message>
        <message>
            <source>Supra</source>
            <translation>Supra</translation>
        </message>
        <message>
            <source>Infra</source>
            <translation>Infra</translation>
        </message>
        <message>
            <source>Max infra</source>
            <translation>Max infra</translation>
        </message>
        <message>
            <source>Bif</source>
            <translation>Bif</translation>
        </message>
        <message>
            <source>CIA r</source>
            <translation>AIC re</translation>
        </message>
        <message>
            <source>CIA l</source>
            <translation>AIC li</translation>
        </message>
        <message>
            <source>EIA r</source>
            <translation>AIE re</translation>
        </message>
        <message>
            <source>EIA l</source>
            <translation>AIE li</translation>
        </message>
        <message>
            <source>Max thor</source>
            <translation>Max thor</translation>
        </message>
        <message>
            <source>Max abd</source>
            <translation>Max abd</translation>
        </message>
        <message>
            <source>Vessel path</source>
            <translation>Vaatpad</translation>
        </message>
        <message>
            <source>{n} points</source>
            <translation>{n} punten</translation>
        </message>
        <message>
            <source>mask imported</source>
            <translation>masker ingelezen</translation>
        </message>
        <message>
            <source>measuring…</source>
            <translation>meet…</translation>
        </message>
        <message>
            <source>Place at least two points along the vessel, or import a mask.</source>
            <translation>Plaats minstens twee punten langs het vat, of importeer een masker.</translation>
        </message>
        <message>
            <source>This path has been measured.</source>
            <translation>Dit vaatpad is gemeten.</translation>
        </message>
        <message>
            <source>The measurement is running.</source>
            <translation>De meting loopt.</translation>
        </message>
        <message>
            <source>Measure the vessel first.</source>
            <translation>Meet eerst het vat.</translation>
        </message>
        <message>
            <source>To report</source>
            <translation>Naar verslag</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>Naast elkaar</translation>
        </message>
        <message>
            <source>Accept, next (Space)</source>
            <translation>Accepteer, volgende</translation>
        </message>
        <message>
            <source>Choose a level first.</source>
            <translation>Kies eerst een niveau.</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Klaar</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Bewerken</translation>
        </message>
        <message>
            <source>phase</source>
            <translation>fase</translation>
        </message>
        <message>
            <source>contrast</source>
            <translation>contrast</translation>
        </message>
        <message>
            <source>ECG gating</source>
            <translation>ECG-synchronisatie</translation>
        </message>
        <message>
            <source>R-R interval</source>
            <translation>R-R-interval</translation>
        </message>
        <message>
            <source>coverage</source>
            <translation>volledigheid</translation>
        </message>
        <message>
            <source>DICOM header</source>
            <translation>DICOM-kop</translation>
        </message>
        <message>
            <source>stated by you</source>
            <translation>door u</translation>
        </message>
        <message>
            <source>stated by hand</source>
            <translation>handmatig</translation>
        </message>
        <message>
            <source>convention</source>
            <translation>afspraak</translation>
        </message>
        <message>
            <source>{n} slices · slice distance {distance} mm · thickness {thickness} mm</source>
            <translation>{n} coupes · coupeafstand {distance} mm · plakdikte {thickness} mm</translation>
        </message>
        <message>
            <source>Section</source>
            <translation>Doorsnede</translation>
        </message>
        <message>
            <source>Moved by hand: {reason}</source>
            <translation>Met de hand verplaatst: {reason}</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>Oppervlakte</translation>
        </message>
        <message>
            <source>Edge</source>
            <translation>Rand</translation>
        </message>
        <message>
            <source>outer wall</source>
            <translation>buitenwand</translation>
        </message>
        <message>
            <source>inner wall</source>
            <translation>binnenwand</translation>
        </message>
        <message>
            <source>Perimeter</source>
            <translation>Omtrek</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <source>drawn by hand</source>
            <translation>met de hand</translation>
        </message>
        <message>
            <source>centreline</source>
            <translation>centerline</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>Meetfout</translation>
        </message>
        <message>
            <source>Angle</source>
            <translation>Hoek</translation>
        </message>
        <message>
            <source>Arc length</source>
            <translation>Booglengte</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Lengte</translation>
        </message>
        <message>
            <source>Two diameters</source>
            <translation>Twee diameters</translation>
        </message>
        <message>
            <source>Cobb angle</source>
            <translation>Cobb-hoek</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Waarde</translation>
        </message>
        <message>
            <source>Arrow</source>
            <translation>Pijl</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Tekst</translation>
        </message>
        <message>
            <source>Region</source>
            <translation>Gebied</translation>
        </message>
        <message>
            <source>Comparing isn't possible yet:</source>
            <translation>Vergelijken kan nog niet:</translation>
        </message>
        <message>
            <source>not stated: {conditions}.</source>
            <translation>niet vermeld: {conditions}.</translation>
        </message>
    </context>
    <context>
        <name>EarlierSide</name>
        <message>
            <source>Compare with an earlier examination</source>
            <extracomment>something of it is another: the choice, its figures, its pictures its own workspace was made, or was let go of</extracomment>
            <translation>Met een vorig onderzoek vergelijken</translation>
        </message>
        <message>
            <source>Measure the earlier images</source>
            <translation>Meet vorige beelden</translation>
        </message>
        <message>
            <source>Reading the earlier images</source>
            <translation>De vorige beelden worden gelezen</translation>
        </message>
        <message>
            <source>Aligning the examinations</source>
            <translation>De onderzoeken worden uitgelijnd</translation>
        </message>
        <message>
            <source>The examinations can't be aligned.</source>
            <translation>De onderzoeken kunnen niet worden uitgelijnd.</translation>
        </message>
        <message>
            <source>Place the points on the earlier images.</source>
            <translation>Plaats de punten op de vorige beelden.</translation>
        </message>
        <message>
            <source>Take over the points</source>
            <translation>Punten overnemen</translation>
        </message>
        <message>
            <source>The points of the present examination were laid onto the earlier one.</source>
            <translation>De punten van het huidige onderzoek zijn op het vorige gelegd.</translation>
        </message>
        <message>
            <source>Check each of them, then choose Measure.</source>
            <translation>Controleer elk punt en kies dan Meten.</translation>
        </message>
        <message>
            <source>One of the examinations has no date.</source>
            <translation>Een van de onderzoeken heeft geen datum.</translation>
        </message>
        <message>
            <source>It isn't earlier than the present examination.</source>
            <translation>Het is niet ouder dan het huidige onderzoek.</translation>
        </message>
        <message>
            <source>phase</source>
            <translation>fase</translation>
        </message>
        <message>
            <source>contrast</source>
            <translation>contrast</translation>
        </message>
        <message>
            <source>ECG gating</source>
            <translation>ECG-synchronisatie</translation>
        </message>
        <message>
            <source>not stated: {conditions}. Not compared.</source>
            <translation>niet vermeld: {conditions}. Niet vergeleken.</translation>
        </message>
        <message>
            <source>Accept the difference</source>
            <translation>Verschil erkennen</translation>
        </message>
    </context>
    <context>
        <name>EarlierStage</name>
        <message>
            <source>Series</source>
            <extracomment>steps of the earlier examination's own workspace</extracomment>
            <translation>Serie</translation>
        </message>
        <message>
            <source>Vessel path</source>
            <translation>Vaatpad</translation>
        </message>
        <message>
            <source>Landmarks</source>
            <translation>Landmarks</translation>
        </message>
        <message>
            <source>Sections</source>
            <translation>Secties</translation>
        </message>
        <message>
            <source>Maxima</source>
            <translation>Maxima</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>Naast elkaar</translation>
        </message>
    </context>
    <context>
        <name>EditorFace</name>
        <message>
            <source>Remark for the radiologist</source>
            <extracomment>below this the preview is a tab beside the text how long after an edit the lists at the right are made anew facts for the step bar: (icon, tone, words) each</extracomment>
            <translation>Opmerking voor de radioloog</translation>
        </message>
        <message>
            <source>(not in the report)</source>
            <translation>(komt niet in het verslag)</translation>
        </message>
        <message>
            <source>blue = linked number, a click jumps to the measurement</source>
            <translation>blauw = gekoppeld getal, klik springt naar de meting</translation>
        </message>
        <message>
            <source>Template {name} {version}</source>
            <translation>Sjabloon: {name} {version}</translation>
        </message>
        <message>
            <source>Change remark</source>
            <translation>Opmerking wijzigen</translation>
        </message>
        <message>
            <source>Change text</source>
            <translation>Tekst wijzigen</translation>
        </message>
        <message>
            <source>Compose the text from the measurements</source>
            <translation>Tekst opstellen uit metingen</translation>
        </message>
        <message>
            <source>Nothing was composed: every section holds your own text.</source>
            <translation>Er is niets opgesteld: elke sectie bevat uw eigen tekst.</translation>
        </message>
        <message>
            <source>Empty a section to have it composed again.</source>
            <translation>Maak een sectie leeg om haar opnieuw te laten opstellen.</translation>
        </message>
        <message>
            <source>No measurements yet</source>
            <translation>Nog geen metingen</translation>
        </message>
        <message>
            <source>Measure first.</source>
            <translation>Meet eerst.</translation>
        </message>
        <message>
            <source>number changed</source>
            <translation>getal gewijzigd</translation>
        </message>
        <message>
            <source>required · make a choice</source>
            <translation>verplicht · maak een keuze</translation>
        </message>
        <message>
            <source>1 point is still open.</source>
            <translation>1 punt staat nog open.</translation>
        </message>
        <message>
            <source>{n} points are still open.</source>
            <translation>{n} punten staan nog open.</translation>
        </message>
        <message>
            <source>Submit</source>
            <translation>Dien in</translation>
        </message>
        <message>
            <source>Submit · {n} open</source>
            <translation>Dien in · {n} open</translation>
        </message>
        <message>
            <source>Only the author can hand back.</source>
            <translation>Alleen de opsteller kan terugdelegeren.</translation>
        </message>
        <message>
            <source>Comments of the radiologist: {n} to deal with</source>
            <translation>Opmerkingen van de radioloog: nog {n} te verwerken</translation>
        </message>
        <message>
            <source>tick them on top of the report</source>
            <translation>vink ze af boven het verslag</translation>
        </message>
        <message>
            <source>Go to</source>
            <translation>Ga naar</translation>
        </message>
        <message>
            <source>{person} called {time}.</source>
            <translation>{person} gebeld {time}.</translation>
        </message>
        <message>
            <source>Alarm line (can't be removed):</source>
            <translation>Alarmregel (niet te verwijderen):</translation>
        </message>
        <message>
            <source>{n} of {m} sections</source>
            <translation>{n} van {m} secties</translation>
        </message>
        <message>
            <source>{n} measurements</source>
            <translation>{n} metingen gekoppeld</translation>
        </message>
        <message>
            <source>read only</source>
            <translation>alleen lezen</translation>
        </message>
        <message>
            <source>{n} points open</source>
            <translation>{n} punten open</translation>
        </message>
        <message>
            <source>1 point open</source>
            <translation>1 punt open</translation>
        </message>
        <message>
            <source>no points open</source>
            <translation>geen punten open</translation>
        </message>
        <message>
            <source>PDF, live · revision {n}</source>
            <translation>PDF, live · revisie {n}</translation>
        </message>
        <message>
            <source>with what isn't saved yet</source>
            <translation>met wat nog niet bewaard is</translation>
        </message>
        <message>
            <source>Show all {n}</source>
            <translation>Toon alle {n}</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Ongedaan maken</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Opnieuw doen</translation>
        </message>
        <message>
            <source>Insert a measurement (Ctrl+Shift+M)</source>
            <translation>Voeg een meting in (Ctrl+Shift+M)</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Tekst</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>Voorbeeld</translation>
        </message>
        <message>
            <source>Revisions</source>
            <translation>Revisies</translation>
        </message>
        <message>
            <source>filled in</source>
            <translation>ingevuld</translation>
        </message>
        <message>
            <source>required</source>
            <translation>verplicht</translation>
        </message>
        <message>
            <source>may stay empty</source>
            <translation>mag leeg</translation>
        </message>
        <message>
            <source>Compose from measurements</source>
            <translation>Stel op uit metingen</translation>
        </message>
    </context>
    <context>
        <name>Errors</name>
        <message>
            <source>Something went wrong that wasn't foreseen.</source>
            <translation>Er ging iets mis dat niet was voorzien.</translation>
        </message>
        <message>
            <source>Your work is saved. Try again; if it happens again, tell the administrator what you did.</source>
            <translation>Uw werk is bewaard. Probeer het opnieuw; gebeurt het weer, meld de functioneel beheerder dan wat u deed.</translation>
        </message>
        <message>
            <source>There isn't enough memory for this.</source>
            <translation>Er is niet genoeg geheugen hiervoor.</translation>
        </message>
        <message>
            <source>Close other studies or programs and try again.</source>
            <translation>Sluit andere onderzoeken of programma's en probeer het opnieuw.</translation>
        </message>
        <message>
            <source>A file or folder can't be reached.</source>
            <translation>Een bestand of map is niet bereikbaar.</translation>
        </message>
        <message>
            <source>Check that the disk is connected and not full, and try again.</source>
            <translation>Controleer of de schijf aangesloten en niet vol is, en probeer het opnieuw.</translation>
        </message>
    </context>
    <context>
        <name>EscalationBlock</name>
        <message>
            <source>Call at once; authorising waits for the answer.</source>
            <translation>Direct bellen; autoriseren wacht op het antwoord.</translation>
        </message>
        <message>
            <source>The radiologist must know today.</source>
            <translation>De radioloog moet het vandaag weten.</translation>
        </message>
        <message>
            <source>The radiologist sees it when reviewing.</source>
            <translation>De radioloog ziet het bij de beoordeling.</translation>
        </message>
        <message>
            <source>Say who was reached.</source>
            <translation>Vul in wie u bereikt hebt.</translation>
        </message>
        <message>
            <source>Escalated: {rule}</source>
            <translation>Opgeschaald: {rule}</translation>
        </message>
        <message>
            <source>Escalation required: {rule}</source>
            <translation>Opschaling vereist: {rule}</translation>
        </message>
        <message>
            <source>{contact} (now)</source>
            <translation>{contact} (nu)</translation>
        </message>
        <message>
            <source>Call: {chain}</source>
            <translation>Bel: {chain}</translation>
        </message>
        <message>
            <source>Who was reached</source>
            <translation>Wie bereikt</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Wanneer</translation>
        </message>
        <message>
            <source>read back</source>
            <translation>herhaald</translation>
        </message>
        <message>
            <source>I have called: record it</source>
            <translation>Ik heb gebeld: leg vast</translation>
        </message>
        <message>
            <source>Not reached</source>
            <translation>Niet bereikt</translation>
        </message>
        <message>
            <source>Records the attempt and shows the next contact: {contact}</source>
            <translation>Legt de poging vast en toont het volgende contact: {contact}</translation>
        </message>
        <message>
            <source>Answer of the radiologist: {answer}</source>
            <translation>Antwoord van de radioloog: {answer}</translation>
        </message>
        <message>
            <source>{time} · {contact} · not reached</source>
            <translation>{time} · {contact} · niet bereikt</translation>
        </message>
        <message>
            <source>{time} · {contact} · {person} reached, read back</source>
            <translation>{time} · {contact} · {person} bereikt, herhaald</translation>
        </message>
        <message>
            <source>{time} · {contact} · {person} reached, not read back</source>
            <translation>{time} · {contact} · {person} bereikt, niet herhaald</translation>
        </message>
        <message>
            <source>Time limit {time}: {n} min left.</source>
            <translation>Termijn {time}: nog {n} min.</translation>
        </message>
        <message>
            <source>Time limit {time} has passed: call {contact}.</source>
            <translation>Termijn {time} is verstreken: bel {contact}.</translation>
        </message>
        <message>
            <source>Time limit: within {n} min.</source>
            <translation>Termijn: binnen {n} min.</translation>
        </message>
    </context>
    <context>
        <name>FactsPanel</name>
        <message>
            <source>Resume</source>
            <translation>Hervat</translation>
        </message>
        <message>
            <source>View and measure only</source>
            <translation>Alleen bekijken en meten</translation>
        </message>
        <message>
            <source>No series chosen</source>
            <translation>Geen reeks gekozen</translation>
        </message>
        <message>
            <source>Choose a series in the table.</source>
            <translation>Kies een reeks in de tabel.</translation>
        </message>
        <message>
            <source>Open from worklist</source>
            <translation>Open vanaf de werklijst</translation>
        </message>
        <message>
            <source>Put on worklist</source>
            <translation>Op de werklijst zetten</translation>
        </message>
        <message>
            <source>Choose a series first.</source>
            <translation>Kies eerst een reeks.</translation>
        </message>
        <message>
            <source>This series can't be measured.</source>
            <translation>Deze reeks kan niet gemeten worden.</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>Serie</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Grootte</translation>
        </message>
        <message>
            <source>Spacing</source>
            <translation>Afstand</translation>
        </message>
        <message>
            <source>Thickness</source>
            <translation>Coupedikte</translation>
        </message>
        <message>
            <source>Orientation</source>
            <translation>Richting</translation>
        </message>
        <message>
            <source>regular</source>
            <translation>regelmatig</translation>
        </message>
        <message>
            <source>irregular</source>
            <translation>onregelmatig</translation>
        </message>
        <message>
            <source>tilted</source>
            <translation>gekanteld</translation>
        </message>
        <message>
            <source>Slices</source>
            <translation>Coupes</translation>
        </message>
        <message>
            <source>Time points</source>
            <translation>Tijdpunten</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Contrast</translation>
        </message>
        <message>
            <source>Suited for</source>
            <translation>Geschikt voor</translation>
        </message>
        <message>
            <source>no workspace in this installation</source>
            <translation>geen werkruimte in deze installatie</translation>
        </message>
        <message>
            <source>can't be measured</source>
            <translation>niet te meten</translation>
        </message>
        <message>
            <source>no single volume</source>
            <translation>geen enkel volume</translation>
        </message>
    </context>
    <context>
        <name>FinalPanel</name>
        <message>
            <source>Signature</source>
            <extracomment>so many of the newest readings are listed; the count says how many there are a sending to an archive is of two objects, each an export of its own on the trail</extracomment>
            <translation>Handtekening</translation>
        </message>
        <message>
            <source>Went to</source>
            <translation>Verzonden naar</translation>
        </message>
        <message>
            <source>Versions</source>
            <translation>Versies</translation>
        </message>
        <message>
            <source>Readings</source>
            <translation>Inzage</translation>
        </message>
        <message>
            <source>Copy the whole hash</source>
            <translation>Kopieer de hele hash</translation>
        </message>
        <message>
            <source>Addendum…</source>
            <translation>Aanvulling…</translation>
        </message>
        <message>
            <source>Correct…</source>
            <translation>Corrigeer…</translation>
        </message>
        <message>
            <source>Recall…</source>
            <translation>Trek in…</translation>
        </message>
        <message>
            <source>Save PDF and SR…</source>
            <translation>Bewaar PDF en SR…</translation>
        </message>
        <message>
            <source>Send to archive</source>
            <translation>Verstuur naar archief</translation>
        </message>
        <message>
            <source>Stop sending</source>
            <translation>Stop versturen</translation>
        </message>
        <message>
            <source>Recalled.</source>
            <translation>Ingetrokken.</translation>
        </message>
        <message>
            <source>Don't use it. It is kept, with its reason.</source>
            <translation>Gebruik het niet. Het blijft bewaard, met de reden.</translation>
        </message>
        <message>
            <source>Signature valid.</source>
            <translation>Handtekening geldig.</translation>
        </message>
        <message>
            <source>Verified at {time}.</source>
            <translation>Gecontroleerd om {time}.</translation>
        </message>
        <message>
            <source>Replaced by {number}.</source>
            <translation>Vervangen door {number}.</translation>
        </message>
        <message>
            <source>This version isn't valid any more and doesn't leave the house.</source>
            <translation>Deze versie is niet meer geldig en gaat niet meer naar buiten.</translation>
        </message>
        <message>
            <source>Open the valid version</source>
            <translation>Open de geldige versie</translation>
        </message>
        <message>
            <source>Authorised by</source>
            <translation>Geautoriseerd door</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Rol</translation>
        </message>
        <message>
            <source>BIG number</source>
            <translation>BIG-nummer</translation>
        </message>
        <message>
            <source>At</source>
            <translation>Op</translation>
        </message>
        <message>
            <source>Meaning</source>
            <translation>Betekenis</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>Sleutel</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Inhoud</translation>
        </message>
        <message>
            <source>Anchor code</source>
            <translation>Ankercode</translation>
        </message>
        <message>
            <source>PAdES</source>
            <translation>PAdES</translation>
        </message>
        <message>
            <source>valid, whole file</source>
            <translation>geldig, hele bestand</translation>
        </message>
        <message>
            <source>not accepted ({why})</source>
            <translation>niet aanvaard ({why})</translation>
        </message>
        <message>
            <source>Revision</source>
            <translation>Revisie</translation>
        </message>
        <message>
            <source>Template</source>
            <translation>Sjabloon</translation>
        </message>
        <message>
            <source>Software</source>
            <translation>Software</translation>
        </message>
        <message>
            <source>Reviewed the workings and the report, and authorised it as responsible radiologist</source>
            <translation>Heeft de uitwerkingen en het verslag beoordeeld en geautoriseerd als verantwoordelijk radioloog</translation>
        </message>
        <message>
            <source>Authorised as an addendum; the report it adds to stays valid</source>
            <translation>Geautoriseerd als aanvulling; het verslag waarbij zij hoort blijft geldig</translation>
        </message>
        <message>
            <source>Authorised as a correction; it replaces the earlier version</source>
            <translation>Geautoriseerd als correctie; zij vervangt de eerdere versie</translation>
        </message>
        <message>
            <source>It hasn't left the program yet.</source>
            <translation>Nog niet buiten het programma gebracht.</translation>
        </message>
        <message>
            <source>Readings ({n})</source>
            <translation>Inzage ({n})</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>structured report</source>
            <translation>gestructureerd verslag</translation>
        </message>
        <message>
            <source>audit rows</source>
            <translation>auditregels</translation>
        </message>
        <message>
            <source>to a file</source>
            <translation>naar een bestand</translation>
        </message>
        <message>
            <source>to the printer</source>
            <translation>naar de printer</translation>
        </message>
        <message>
            <source>for an archive</source>
            <translation>voor een archief</translation>
        </message>
        <message>
            <source>read</source>
            <translation>gelezen</translation>
        </message>
        <message>
            <source>workings viewed ({n})</source>
            <translation>uitwerkingen bekeken ({n})</translation>
        </message>
        <message>
            <source>in archive {name}: {n} of {m} proven ({how})</source>
            <translation>in archief {name}: {n} van {m} gecontroleerd ({how})</translation>
        </message>
        <message>
            <source>to archive {name}: {n} of {m} proven</source>
            <translation>naar archief {name}: {n} van {m} gecontroleerd</translation>
        </message>
        <message>
            <source>original</source>
            <translation>origineel</translation>
        </message>
        <message>
            <source>addendum</source>
            <translation>aanvulling</translation>
        </message>
        <message>
            <source>correction</source>
            <translation>correctie</translation>
        </message>
        <message>
            <source>authorised</source>
            <translation>geautoriseerd</translation>
        </message>
        <message>
            <source>recalled</source>
            <translation>ingetrokken</translation>
        </message>
        <message>
            <source>being written</source>
            <translation>in bewerking</translation>
        </message>
        <message>
            <source>replaced</source>
            <translation>vervangen</translation>
        </message>
        <message>
            <source>The hash is on the clipboard.</source>
            <translation>De hash staat op het klembord.</translation>
        </message>
    </context>
    <context>
        <name>Finding</name>
        <message>
            <source>Search {name} for a patient.</source>
            <extracomment>a folder of received images should be opened an archive should be shown, with what it holds here the state line and the note of the screen should be shown again state in words, and what stands in the note: bold, rest, tone</extracomment>
            <translation>Zoek een patiënt in {name}.</translation>
        </message>
        <message>
            <source>Fill in a patient number, a name, a date or an accession number at the left. Each search is recorded.</source>
            <translation>Vul links een patiëntnummer, naam, datum of accessienummer in. Elke zoekvraag wordt vastgelegd.</translation>
        </message>
        <message>
            <source>Searching {name}…</source>
            <translation>Zoeken in {name}…</translation>
        </message>
        <message>
            <source>Recording the search</source>
            <translation>Zoekvraag vastleggen</translation>
        </message>
        <message>
            <source>Searching {name}</source>
            <translation>Zoeken in {name}</translation>
        </message>
        <message>
            <source>The search was cancelled.</source>
            <translation>Het zoeken is afgebroken.</translation>
        </message>
        <message>
            <source>Nothing found in {name}</source>
            <translation>Niets gevonden in {name}</translation>
        </message>
        <message>
            <source>Nothing found in {name}.</source>
            <translation>Niets gevonden in {name}.</translation>
        </message>
        <message>
            <source>Check the spelling, or ask less: a number alone, or the first letters of a name.</source>
            <translation>Controleer de spelling, of vraag minder: alleen een nummer, of de eerste letters van een naam.</translation>
        </message>
        <message>
            <source>1 study found in {name}</source>
            <translation>1 onderzoek gevonden in {name}</translation>
        </message>
        <message>
            <source>{n} studies found in {name}</source>
            <translation>{n} onderzoeken gevonden in {name}</translation>
        </message>
        <message>
            <source>There are more than {n} answers; these are the first.</source>
            <translation>Er zijn meer dan {n} antwoorden; dit zijn de eerste.</translation>
        </message>
        <message>
            <source>Ask more precisely to see the others.</source>
            <translation>Vraag preciezer om de andere te zien.</translation>
        </message>
        <message>
            <source>Not searched</source>
            <translation>Niet gezocht</translation>
        </message>
        <message>
            <source>Fetched before from {name}</source>
            <translation>Eerder opgehaald uit {name}</translation>
        </message>
        <message>
            <source>Checking the conditions</source>
            <translation>Voorwaarden controleren</translation>
        </message>
        <message>
            <source>Listing the series</source>
            <translation>Reeksen opvragen</translation>
        </message>
        <message>
            <source>Recording the fetch</source>
            <translation>Ophalen vastleggen</translation>
        </message>
        <message>
            <source>Fetching from {name}</source>
            <translation>Ophalen uit {name}</translation>
        </message>
        <message>
            <source>{n} images didn't come. {reason}</source>
            <translation>{n} beelden kwamen niet. {reason}</translation>
        </message>
        <message>
            <source>{n} images fetched from {name}.</source>
            <translation>{n} beelden opgehaald uit {name}.</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Openen</translation>
        </message>
        <message>
            <source>Looking what was received</source>
            <translation>Kijken wat is ontvangen</translation>
        </message>
        <message>
            <source>Recording the access</source>
            <translation>Inzage vastleggen</translation>
        </message>
    </context>
    <context>
        <name>FoundPage</name>
        <message>
            <source>Patients, studies and series in the archive</source>
            <translation>Patiënten, onderzoeken en reeksen in het archief</translation>
        </message>
        <message>
            <source>Patient, study, series</source>
            <translation>Patiënt, onderzoek, reeks</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>On this computer</source>
            <translation>Op deze computer</translation>
        </message>
    </context>
    <context>
        <name>FoundPanel</name>
        <message>
            <source>Nothing of this patient is on the worklist. Say why you look; it is recorded with your name.</source>
            <extracomment>None while it isn't known whether a reason is needed</extracomment>
            <translation>Van deze patiënt staat niets op de werklijst. Geef aan waarom u kijkt; dit wordt met uw naam vastgelegd.</translation>
        </message>
        <message>
            <source>Reason for access</source>
            <translation>Reden van inzage</translation>
        </message>
        <message>
            <source>Stop fetching</source>
            <translation>Stop ophalen</translation>
        </message>
        <message>
            <source>Fetch series</source>
            <translation>Haal reeks op</translation>
        </message>
        <message>
            <source>Fetch study</source>
            <translation>Haal op</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Hervat</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Openen</translation>
        </message>
        <message>
            <source>No study chosen</source>
            <translation>Geen onderzoek gekozen</translation>
        </message>
        <message>
            <source>Choose a study in the table.</source>
            <translation>Kies een onderzoek in de tabel.</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>Onderzoek</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <source>Accession</source>
            <translation>Accession</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>Serie</translation>
        </message>
        <message>
            <source>Body part</source>
            <translation>Lichaamsdeel</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>What came is kept; resuming fetches only what is missing.</source>
            <translation>Wat binnen is, blijft; hervatten haalt alleen op wat ontbreekt.</translation>
        </message>
        <message>
            <source>At least {n} characters; {left} to go.</source>
            <translation>Ten minste {n} tekens; nog {left} te gaan.</translation>
        </message>
        <message>
            <source>Choose a study first.</source>
            <translation>Kies eerst een onderzoek.</translation>
        </message>
        <message>
            <source>The images are being fetched.</source>
            <translation>De beelden worden opgehaald.</translation>
        </message>
        <message>
            <source>The conditions are being checked.</source>
            <translation>De voorwaarden worden gecontroleerd.</translation>
        </message>
        <message>
            <source>Give a reason for access first.</source>
            <translation>Geef eerst een reden van inzage.</translation>
        </message>
    </context>
    <context>
        <name>GridPicker</name>
        <message>
            <source>Layout {rows} by {columns}</source>
            <translation>Indeling {rows} bij {columns}</translation>
        </message>
    </context>
    <context>
        <name>Handling</name>
        <message>
            <source>moving about with the keyboard</source>
            <extracomment>keys that belong to the keyboard itself: from part to part, and the pan of the mouse</extracomment>
            <translation>bewegen met het toetsenbord</translation>
        </message>
        <message>
            <source>a workspace</source>
            <translation>een werkruimte</translation>
        </message>
        <message>
            <source>Crosshair in linked views, else scroll</source>
            <translation>Kruisdraad in gekoppelde beelden, anders scrollen</translation>
        </message>
        <message>
            <source>Scroll</source>
            <translation>Scrollen</translation>
        </message>
        <message>
            <source>Window and level</source>
            <translation>Venster</translation>
        </message>
        <message>
            <source>Pan</source>
            <translation>Schuiven</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>Zoomen</translation>
        </message>
        <message>
            <source>left drag</source>
            <translation>links slepen</translation>
        </message>
        <message>
            <source>middle drag</source>
            <translation>midden slepen</translation>
        </message>
        <message>
            <source>right drag</source>
            <translation>rechts slepen</translation>
        </message>
        <message>
            <source>wheel</source>
            <translation>wiel</translation>
        </message>
        <message>
            <source>The tool in hand</source>
            <extracomment>what no setting changes: (what it does, input)</extracomment>
            <translation>Het gekozen gereedschap</translation>
        </message>
        <message>
            <source>left drag or click</source>
            <translation>links slepen of klikken</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>Menu</translation>
        </message>
        <message>
            <source>right click</source>
            <translation>rechts klikken</translation>
        </message>
        <message>
            <source>One view full; on a measurement: its words</source>
            <translation>Eén beeld groot; op een meting: de tekst</translation>
        </message>
        <message>
            <source>double click</source>
            <translation>dubbelklik</translation>
        </message>
        <message>
            <source>Window from a rectangle</source>
            <translation>Venster uit een rechthoek</translation>
        </message>
        <message>
            <source>Ctrl + left drag</source>
            <translation>Ctrl + links slepen</translation>
        </message>
        <message>
            <source>Ctrl + right drag, pinch</source>
            <translation>Ctrl + rechts slepen, knijpen</translation>
        </message>
        <message>
            <source>Space + left drag or two fingers</source>
            <translation>Spatie + links slepen of twee vingers</translation>
        </message>
        <message>
            <source>Fast scroll</source>
            <translation>Snel scrollen</translation>
        </message>
        <message>
            <source>left + right drag</source>
            <translation>links + rechts slepen</translation>
        </message>
        <message>
            <source>Same point in linked views</source>
            <translation>Zelfde punt in gekoppelde beelden</translation>
        </message>
        <message>
            <source>Shift + move</source>
            <translation>Shift + bewegen</translation>
        </message>
        <message>
            <source>Copy of a measurement</source>
            <translation>Kopie van een meting</translation>
        </message>
        <message>
            <source>Alt + left drag</source>
            <translation>Alt + links slepen</translation>
        </message>
    </context>
    <context>
        <name>HangingBar</name>
        <message>
            <source>Layout</source>
            <translation>Indeling</translation>
        </message>
        <message>
            <source>Save as layout…</source>
            <translation>Bewaar als indeling…</translation>
        </message>
        <message>
            <source>Views move together (L)</source>
            <translation>Beelden bewegen samen (L)</translation>
        </message>
        <message>
            <source>Window on a second screen</source>
            <translation>Venster op een tweede scherm</translation>
        </message>
        <message>
            <source>Hanging protocol</source>
            <translation>Indeling kiezen</translation>
        </message>
        <message>
            <source>{name} (your own)</source>
            <translation>{name} (eigen)</translation>
        </message>
        <message>
            <source>Meant for other images</source>
            <translation>Bedoeld voor andere beelden</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Naam wijzigen</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Verwijderen</translation>
        </message>
        <message>
            <source>modality</source>
            <translation>modaliteit</translation>
        </message>
        <message>
            <source>body part</source>
            <translation>lichaamsdeel</translation>
        </message>
        <message>
            <source>description</source>
            <translation>omschrijving</translation>
        </message>
        <message>
            <source>orientation</source>
            <translation>oriëntatie</translation>
        </message>
        <message>
            <source>time points</source>
            <translation>tijdpunten</translation>
        </message>
        <message>
            <source>slices</source>
            <translation>coupes</translation>
        </message>
        <message>
            <source>Score {points}</source>
            <translation>Score {points}</translation>
        </message>
        <message>
            <source>This layout is meant for other images.</source>
            <translation>Deze indeling is voor andere beelden bedoeld.</translation>
        </message>
        <message>
            <source>Save as layout</source>
            <translation>Bewaar als indeling</translation>
        </message>
        <message>
            <source>Name of the layout</source>
            <translation>Naam van de indeling</translation>
        </message>
        <message>
            <source>Layout {name} is kept; images like these open with it.</source>
            <translation>Indeling {name} is bewaard; zulke beelden openen ermee.</translation>
        </message>
        <message>
            <source>Delete layout {name}</source>
            <translation>Indeling {name} verwijderen</translation>
        </message>
        <message>
            <source>Views move together</source>
            <translation>Beelden bewegen samen</translation>
        </message>
        <message>
            <source>Each view moves by itself</source>
            <translation>Elk beeld beweegt apart</translation>
        </message>
    </context>
    <context>
        <name>IdentityBlock</name>
        <message>
            <source>Say in at least {n} characters why these images belong to this patient.</source>
            <extracomment>field of the comparison, of the study's patient, of the images</extracomment>
            <translation>Zeg in ten minste {n} tekens waarom deze beelden bij deze patiënt horen.</translation>
        </message>
        <message>
            <source>Reason, stored with the report</source>
            <translation>Reden, wordt bij het verslag vastgelegd</translation>
        </message>
        <message>
            <source>Reason why the images belong to this patient</source>
            <translation>Reden waarom de beelden bij deze patiënt horen</translation>
        </message>
        <message>
            <source>I have compared: confirm</source>
            <translation>Ik heb vergeleken: bevestig</translation>
        </message>
        <message>
            <source>Identity confirmed by you.</source>
            <translation>Identiteit door u bevestigd.</translation>
        </message>
        <message>
            <source>Reason: {reason}</source>
            <translation>Reden: {reason}</translation>
        </message>
        <message>
            <source>IDENTITY DIFFERS</source>
            <translation>IDENTITEIT WIJKT AF</translation>
        </message>
        <message>
            <source>Identity can't be compared by itself.</source>
            <translation>De identiteit kan niet vanzelf worden vergeleken.</translation>
        </message>
        <message>
            <source>Compare order and images, and say why they belong to this patient.</source>
            <translation>Vergelijk opdracht en beelden, en zeg waarom ze bij deze patiënt horen.</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>ontbreekt</translation>
        </message>
        <message>
            <source>{field}: order {a}, image {b}</source>
            <translation>{field}: opdracht {a}, beeld {b}</translation>
        </message>
    </context>
    <context>
        <name>IdleWatch</name>
        <message>
            <source>Locks in {n} s</source>
            <translation>Vergrendelt over {n} s</translation>
        </message>
        <message>
            <source>Press any key to go on.</source>
            <translation>Druk op een toets om door te gaan.</translation>
        </message>
    </context>
    <context>
        <name>IntegrityPanel</name>
        <message>
            <source>INTEGRITY ERROR: the content doesn't match the signature. Export is blocked.</source>
            <translation>INTEGRITEITSFOUT: de inhoud klopt niet met de handtekening. Uitvoer is geblokkeerd.</translation>
        </message>
        <message>
            <source>The content isn't shown and can't be used, printed or sent.</source>
            <translation>De inhoud wordt niet getoond en kan niet worden gebruikt, afgedrukt of verzonden.</translation>
        </message>
        <message>
            <source>What was expected and found</source>
            <translation>Wat is verwacht en gevonden</translation>
        </message>
        <message>
            <source>Since when, and who has been told</source>
            <translation>Sinds wanneer, en wie het weet</translation>
        </message>
        <message>
            <source>What you can do</source>
            <translation>Wat u kunt doen</translation>
        </message>
        <message>
            <source>Tell the functional administrator and the log keeper. Until then use the last valid version, or report anew.</source>
            <translation>Bel de functioneel beheerder en de logbeheerder. Gebruik tot dan de laatste geldige versie, of maak een nieuw verslag.</translation>
        </message>
        <message>
            <source>Open previous valid version</source>
            <translation>Open vorige geldige versie</translation>
        </message>
        <message>
            <source>Save evidence bundle…</source>
            <translation>Bewaar bewijsbundel…</translation>
        </message>
        <message>
            <source>The facts are being gathered.</source>
            <translation>De feiten worden verzameld.</translation>
        </message>
        <message>
            <source>expected</source>
            <translation>verwacht</translation>
        </message>
        <message>
            <source>found</source>
            <translation>gevonden</translation>
        </message>
        <message>
            <source>report</source>
            <translation>verslag</translation>
        </message>
        <message>
            <source>signature</source>
            <translation>handtekening</translation>
        </message>
        <message>
            <source>valid</source>
            <translation>geldig</translation>
        </message>
        <message>
            <source>not valid</source>
            <translation>niet geldig</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>ontbreekt</translation>
        </message>
        <message>
            <source>{hash} – differs</source>
            <translation>{hash} – wijkt af</translation>
        </message>
        <message>
            <source>It last verified on {at}.</source>
            <translation>Het klopte voor het laatst op {at}.</translation>
        </message>
        <message>
            <source>It isn't known to have verified before.</source>
            <translation>Niet bekend is of het eerder klopte.</translation>
        </message>
        <message>
            <source>A security alert is on the audit trail since {at} ({n} in all).</source>
            <translation>Sinds {at} staat een beveiligingsmelding in de audittrail ({n} in totaal).</translation>
        </message>
        <message>
            <source>No alert is on the audit trail yet.</source>
            <translation>Er staat nog geen melding in de audittrail.</translation>
        </message>
        <message>
            <source>There is no earlier version that verifies.</source>
            <translation>Er is geen eerdere versie die klopt.</translation>
        </message>
    </context>
    <context>
        <name>JobRow</name>
        <message>
            <source>Cancel: {job}</source>
            <translation>Breek af: {job}</translation>
        </message>
    </context>
    <context>
        <name>JudgePanel</name>
        <message>
            <source>Comment to the author (asked from 2b)</source>
            <extracomment>why order and images are of the same patient although they differ, or can't be compared</extracomment>
            <translation>Toelichting aan de opsteller (gevraagd vanaf 2b)</translation>
        </message>
        <message>
            <source>Comment to the author: needed with this judgement</source>
            <translation>Toelichting aan de opsteller: verplicht bij dit oordeel</translation>
        </message>
        <message>
            <source>Your answer, Enter records it</source>
            <translation>Uw antwoord; Enter legt het vast</translation>
        </message>
        <message>
            <source>text {share} % · measurements {n} of {m} · conclusion {how}</source>
            <translation>tekst {share} % · metingen {n} van {m} · conclusie {how}</translation>
        </message>
        <message>
            <source>changed</source>
            <translation>gewijzigd</translation>
        </message>
        <message>
            <source>unchanged</source>
            <translation>ongewijzigd</translation>
        </message>
        <message>
            <source>in review · {n} min</source>
            <translation>in beoordeling · {n} min</translation>
        </message>
        <message>
            <source>Password of {name}</source>
            <translation>Wachtwoord van {name}</translation>
        </message>
        <message>
            <source>Give your password.</source>
            <translation>Geef uw wachtwoord.</translation>
        </message>
        <message>
            <source>Review</source>
            <translation>Beoordelen</translation>
        </message>
        <message>
            <source>Judgement of the draft</source>
            <translation>Oordeel over het voorverslag</translation>
        </message>
        <message>
            <source>1   agree (spelling and style too)</source>
            <translation>1   eens (ook spelling en stijl)</translation>
        </message>
        <message>
            <source>2a  discrepancy, understandable, probably unimportant</source>
            <translation>2a  afwijking, begrijpelijk, waarschijnlijk niet van belang</translation>
        </message>
        <message>
            <source>2b  discrepancy, understandable, probably important</source>
            <translation>2b  afwijking, begrijpelijk, waarschijnlijk van belang</translation>
        </message>
        <message>
            <source>3a  should have been seen, unimportant</source>
            <translation>3a  had gezien moeten worden, niet van belang</translation>
        </message>
        <message>
            <source>3b  should have been seen, important</source>
            <translation>3b  had gezien moeten worden, van belang</translation>
        </message>
        <message>
            <source>To the author (meant to learn from)</source>
            <translation>Aan de opsteller (bedoeld om van te leren)</translation>
        </message>
        <message>
            <source>I have looked at the emergency procedure and its reason</source>
            <translation>Ik heb de noodprocedure en haar reden beoordeeld</translation>
        </message>
        <message>
            <source>Your changes</source>
            <translation>Uw wijzigingen</translation>
        </message>
        <message>
            <source>Conditions for authorising</source>
            <translation>Voorwaarden om te autoriseren</translation>
        </message>
        <message>
            <source>Why these are the same patient; Enter confirms it</source>
            <translation>Waarom dit dezelfde patiënt is; Enter bevestigt</translation>
        </message>
        <message>
            <source>Take over as responsible</source>
            <translation>Neem over als verantwoordelijke</translation>
        </message>
        <message>
            <source>Authorise</source>
            <translation>Autoriseer</translation>
        </message>
        <message>
            <source>sign in again, valid for 60 s</source>
            <translation>opnieuw aanmelden, geldig 60 s</translation>
        </message>
        <message>
            <source>“I have reviewed the workings and the report and authorise this report as responsible radiologist.”</source>
            <translation>“Ik heb de uitwerkingen en het verslag beoordeeld en autoriseer dit verslag als verantwoordelijk radioloog.”</translation>
        </message>
        <message>
            <source>Your password</source>
            <translation>Uw wachtwoord</translation>
        </message>
        <message>
            <source>Return…</source>
            <translation>Terugsturen…</translation>
        </message>
        <message>
            <source>Measurement must be changed</source>
            <translation>Meting aanpassen</translation>
        </message>
        <message>
            <source>Text must be changed</source>
            <translation>Tekst aanpassen</translation>
        </message>
        <message>
            <source>Something is missing</source>
            <translation>Er ontbreekt iets</translation>
        </message>
        <message>
            <source>Image quality</source>
            <translation>Beeldkwaliteit</translation>
        </message>
        <message>
            <source>Other reason</source>
            <translation>Andere reden</translation>
        </message>
        <message>
            <source>Release</source>
            <translation>Vrijgeven</translation>
        </message>
        <message>
            <source>Give up</source>
            <translation>Zie af</translation>
        </message>
        <message>
            <source>Correct</source>
            <translation>Corrigeer</translation>
        </message>
        <message>
            <source>Reason of the correction: needed</source>
            <translation>Reden van de correctie: verplicht</translation>
        </message>
        <message>
            <source>What was wrong, and what is right now</source>
            <translation>Wat er niet klopte, en wat nu klopt</translation>
        </message>
    </context>
    <context>
        <name>Keeper</name>
        <message>
            <source>Reading the stored measurement</source>
            <extracomment>the draft was brought up to date reading a stored state began or ended a stored state was drawn again the earlier examination that this one is compared with</extracomment>
            <translation>Bewaarde meting lezen</translation>
        </message>
        <message>
            <source>Measure the aorta</source>
            <translation>Aorta meten</translation>
        </message>
    </context>
    <context>
        <name>KeptDraft</name>
        <message>
            <source>Save</source>
            <extracomment>pause in typing after which the text becomes a revision, and the longest that goes without one how long after a failure it is tried again by itself key of the bus message that says it isn't saved the text, findings or key images are others state, lock version, lease or revision are others a revision is acknowledged how the screen stands to the record is another: see `saving` another version is on record; carries the `Conflict` text of an earlier session that never reached the database; carries the `Unsaved` show the report face (from a message)</extracomment>
            <translation>Bewaar</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Ongedaan maken</translation>
        </message>
        <message>
            <source>Not saved – {reason}</source>
            <translation>Niet bewaard – {reason}</translation>
        </message>
        <message>
            <source>Your text is kept on this workstation. {remedy}</source>
            <translation>Uw tekst staat op dit werkstation. {remedy}</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Opnieuw</translation>
        </message>
        <message>
            <source>Take it over to go on here; nothing of either side is lost.</source>
            <translation>Neem over om hier verder te gaan; van geen van beide gaat iets verloren.</translation>
        </message>
        <message>
            <source>Compare the two versions; nothing is lost.</source>
            <translation>Vergelijk de twee versies; er gaat niets verloren.</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergelijk</translation>
        </message>
        <message>
            <source>Reading the other version</source>
            <translation>Andere versie lezen</translation>
        </message>
        <message>
            <source>Merge two versions</source>
            <translation>Twee versies samenvoegen</translation>
        </message>
        <message>
            <source>Text that wasn't saved was found, of {time}.</source>
            <translation>Niet-bewaarde tekst gevonden, van {time}.</translation>
        </message>
        <message>
            <source>It is offered on top of the report.</source>
            <translation>Zij staat boven het verslag klaar.</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Toon</translation>
        </message>
        <message>
            <source>Looking for text that wasn't saved</source>
            <translation>Zoeken naar niet-bewaarde tekst</translation>
        </message>
        <message>
            <source>Put unsaved text back</source>
            <translation>Zet niet-bewaarde tekst terug</translation>
        </message>
    </context>
    <context>
        <name>KeyButton</name>
        <message>
            <source>Press a key…</source>
            <translation>Druk een toets…</translation>
        </message>
    </context>
    <context>
        <name>KeyEditor</name>
        <message>
            <source>Keys in the pictures</source>
            <translation>Toetsen in de beelden</translation>
        </message>
        <message>
            <source>All keys back to the default</source>
            <translation>Alle toetsen terug naar standaard</translation>
        </message>
        <message>
            <source>No key</source>
            <translation>Geen toets</translation>
        </message>
        <message>
            <source>Back to the default</source>
            <translation>Terug naar de standaard</translation>
        </message>
        <message>
            <source>Key of: {action}</source>
            <translation>Toets van: {action}</translation>
        </message>
        <message>
            <source>That isn't a key that can be used.</source>
            <translation>Die toets kan niet worden gebruikt.</translation>
        </message>
    </context>
    <context>
        <name>KeyList</name>
        <message>
            <source>Keys of this screen</source>
            <extracomment>what else is listed for a context, such as the mouse: rows of words and input</extracomment>
            <translation>Toetsen van dit scherm</translation>
        </message>
        <message>
            <source>Search a key or an action</source>
            <translation>Zoek een toets of actie</translation>
        </message>
    </context>
    <context>
        <name>LandmarkBlock</name>
        <message>
            <source>Landmark</source>
            <translation>Landmark</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Plaats</translation>
        </message>
        <message>
            <source>Remove the landmark</source>
            <translation>Verwijder het landmark</translation>
        </message>
    </context>
    <context>
        <name>LayerModel</name>
        <message>
            <source>Lay {name} over the images</source>
            <extracomment>a fused series is seen through by this much at first steps of the same slider or field within one hand's move become one step to undo the overlay planes that came with the images; they lie under all layers and are switched with them</extracomment>
            <translation>{name} over de beelden leggen</translation>
        </message>
        <message>
            <source>Take the layer away</source>
            <translation>Laag weghalen</translation>
        </message>
        <message>
            <source>Order the layers</source>
            <translation>Lagen ordenen</translation>
        </message>
        <message>
            <source>Change how a layer is shown</source>
            <translation>Weergave van een laag wijzigen</translation>
        </message>
        <message>
            <source>Aligning the examinations</source>
            <translation>De onderzoeken worden uitgelijnd</translation>
        </message>
        <message>
            <source>Reading what is laid over the images</source>
            <translation>Lezen wat over de beelden komt</translation>
        </message>
        <message>
            <source>{name} holds nothing within these images.</source>
            <translation>{name} bevat niets binnen deze beelden.</translation>
        </message>
        <message>
            <source>Check whether it belongs to this series.</source>
            <translation>Ga na of het bij deze reeks hoort.</translation>
        </message>
    </context>
    <context>
        <name>LayerPanel</name>
        <message>
            <source>Over the images</source>
            <extracomment>another series of the study: (``uid#stack``, align) the other series of the study, as (key, words)</extracomment>
            <translation>Over de beelden</translation>
        </message>
        <message>
            <source>Add…</source>
            <translation>Toevoegen…</translation>
        </message>
        <message>
            <source>Mask (DICOM SEG, NIfTI, NRRD)…</source>
            <translation>Masker (DICOM SEG, NIfTI, NRRD)…</translation>
        </message>
        <message>
            <source>Map or images in a file…</source>
            <translation>Kaart of beelden in een bestand…</translation>
        </message>
        <message>
            <source>Another series of this examination</source>
            <translation>Andere reeks van dit onderzoek</translation>
        </message>
        <message>
            <source>Another series, aligned by the computer</source>
            <translation>Andere reeks, uitgelijnd door de computer</translation>
        </message>
        <message>
            <source>Mask over these images</source>
            <translation>Masker over deze beelden</translation>
        </message>
        <message>
            <source>Masks (*.dcm *.nii *.nii.gz *.nrrd *.mha *.mhd);;All files (*)</source>
            <translation>Maskers (*.dcm *.nii *.nii.gz *.nrrd *.mha *.mhd);;Alle bestanden (*)</translation>
        </message>
        <message>
            <source>Map over these images</source>
            <translation>Kaart over deze beelden</translation>
        </message>
        <message>
            <source>Images (*.nii *.nii.gz *.nrrd *.mha *.mhd *.dcm);;All files (*)</source>
            <translation>Beelden (*.nii *.nii.gz *.nrrd *.mha *.mhd *.dcm);;Alle bestanden (*)</translation>
        </message>
    </context>
    <context>
        <name>LayerRow</name>
        <message>
            <source>Opacity {n} %</source>
            <extracomment>the fused series comes and goes at this pace while the button is held</extracomment>
            <translation>Dekking {n} %</translation>
        </message>
        <message>
            <source>Show {name}</source>
            <translation>{name} tonen</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>Omhoog</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Omlaag</translation>
        </message>
        <message>
            <source>Take {name} away</source>
            <translation>{name} weghalen</translation>
        </message>
        <message>
            <source>Opacity of {name}</source>
            <translation>Dekking van {name}</translation>
        </message>
        <message>
            <source>Same grid as the images</source>
            <translation>Zelfde rooster als de beelden</translation>
        </message>
        <message>
            <source>Same frame of reference</source>
            <translation>Zelfde referentie</translation>
        </message>
        <message>
            <source>Placed as its file says; judge whether it fits</source>
            <translation>Ligging volgens het bestand; beoordeel of het past</translation>
        </message>
        <message>
            <source>Aligned by the computer: for looking, never for a measurement</source>
            <translation>Uitgelijnd door de computer: om te kijken, nooit om te meten</translation>
        </message>
        <message>
            <source>Fill</source>
            <translation>Vlak</translation>
        </message>
        <message>
            <source>Outline</source>
            <translation>Omtrek</translation>
        </message>
        <message>
            <source>Change (blue to orange)</source>
            <translation>Verandering (blauw naar oranje)</translation>
        </message>
        <message>
            <source>Grey</source>
            <translation>Grijs</translation>
        </message>
        <message>
            <source>Grey, inverted</source>
            <translation>Grijs, omgekeerd</translation>
        </message>
        <message>
            <source>Colour table</source>
            <translation>Kleurtabel</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>Kleuren</translation>
        </message>
        <message>
            <source>from</source>
            <translation>van</translation>
        </message>
        <message>
            <source>to</source>
            <translation>tot</translation>
        </message>
        <message>
            <source>hide below</source>
            <translation>verberg onder</translation>
        </message>
        <message>
            <source>hide above</source>
            <translation>verberg boven</translation>
        </message>
        <message>
            <source>Flicker (hold)</source>
            <translation>Knipper (ingedrukt houden)</translation>
        </message>
    </context>
    <context>
        <name>LevelTable</name>
        <message>
            <source>Placed by hand</source>
            <extracomment>status of a row: (icon, status token) columns: status, name, value, the earlier value, the difference, the hand</extracomment>
            <translation>Met de hand geplaatst</translation>
        </message>
    </context>
    <context>
        <name>LockPage</name>
        <message>
            <source>Locked</source>
            <extracomment>the password as typed; the window asks the identity service</extracomment>
            <translation>Vergrendeld</translation>
        </message>
        <message>
            <source>Locked at {time}. Work that was running goes on.</source>
            <translation>Vergrendeld om {time}. Lopend werk gaat door.</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Wachtwoord</translation>
        </message>
        <message>
            <source>Unlock</source>
            <translation>Ontgrendel</translation>
        </message>
        <message>
            <source>Other user</source>
            <translation>Andere gebruiker</translation>
        </message>
    </context>
    <context>
        <name>LookPanel</name>
        <message>
            <source>Save as movie…</source>
            <translation>Bewaar als film…</translation>
        </message>
        <message>
            <source>Back to Studies</source>
            <translation>Terug naar Studies</translation>
        </message>
        <message>
            <source>Measuring is possible when the series is complete.</source>
            <translation>Meten kan als de reeks compleet is.</translation>
        </message>
        <message>
            <source>The images are being read.</source>
            <translation>De beelden worden gelezen.</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>onbekend</translation>
        </message>
        <message>
            <source>0 – {last} s, usually {step} s apart</source>
            <translation>0 – {last} s, meestal {step} s uit elkaar</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Measure the aorta</source>
            <translation>Aorta meten</translation>
        </message>
        <message>
            <source>Other series (drag one onto a view)</source>
            <translation>Andere reeksen (sleep er een op een beeld)</translation>
        </message>
        <message>
            <source>Other series of this examination</source>
            <translation>Andere reeksen van dit onderzoek</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Grootte</translation>
        </message>
        <message>
            <source>Spacing</source>
            <translation>Afstand</translation>
        </message>
        <message>
            <source>double click</source>
            <translation>dubbelklik</translation>
        </message>
        <message>
            <source>one view full, and back</source>
            <translation>één beeld groot, en terug</translation>
        </message>
        <message>
            <source>same point in all views</source>
            <translation>zelfde punt in alle beelden</translation>
        </message>
        <message>
            <source>all keys</source>
            <translation>alle toetsen</translation>
        </message>
        <message>
            <source>Time points</source>
            <translation>Tijdpunten</translation>
        </message>
        <message>
            <source>Times</source>
            <translation>Tijden</translation>
        </message>
        <message>
            <source>time point</source>
            <translation>tijdpunt</translation>
        </message>
        <message>
            <source>slice</source>
            <translation>coupe</translation>
        </message>
        <message>
            <source>play or stop</source>
            <translation>afspelen of stoppen</translation>
        </message>
        <message>
            <source>slower, faster</source>
            <translation>langzamer, sneller</translation>
        </message>
        <message>
            <source>Alt + wheel</source>
            <translation>Alt + wiel</translation>
        </message>
    </context>
    <context>
        <name>LookingWorkspace</name>
        <message>
            <source>no name</source>
            <extracomment>a clinical workspace is wanted on these images</extracomment>
            <translation>geen naam</translation>
        </message>
        <message>
            <source>Some of your layouts can't be read; the program's own are used.</source>
            <translation>Een deel van uw indelingen is onleesbaar; die van het programma worden gebruikt.</translation>
        </message>
        <message>
            <source>Measuring is possible when the series is complete.</source>
            <translation>Meten kan als de reeks compleet is.</translation>
        </message>
        <message>
            <source>Over a time series nothing is laid.</source>
            <translation>Over een tijdreeks wordt niets gelegd.</translation>
        </message>
        <message>
            <source>Reading the overlays</source>
            <translation>Overlays lezen</translation>
        </message>
        <message>
            <source>Without a preliminary report there are no key images.</source>
            <translation>Zonder voorverslag zijn er geen sleutelbeelden.</translation>
        </message>
        <message>
            <source>Copy the picture (Ctrl+Shift+C) or save it (Ctrl+Shift+S).</source>
            <translation>Kopieer het beeld (Ctrl+Shift+C) of bewaar het (Ctrl+Shift+S).</translation>
        </message>
        <message>
            <source>Looking for the other series</source>
            <translation>De andere reeksen zoeken</translation>
        </message>
        <message>
            <source>This examination has no series {words}.</source>
            <translation>Dit onderzoek heeft geen reeks {words}.</translation>
        </message>
        <message>
            <source>That series is of another patient; it isn't shown.</source>
            <translation>Die reeks is van een andere patiënt; hij wordt niet getoond.</translation>
        </message>
        <message>
            <source>Look at it by itself, from Studies.</source>
            <translation>Bekijk hem apart, vanuit Studies.</translation>
        </message>
        <message>
            <source>Reading the images</source>
            <translation>Beelden lezen</translation>
        </message>
        <message>
            <source>Save as movie without patient data</source>
            <translation>Bewaar als film zonder patiëntgegevens</translation>
        </message>
        <message>
            <source>series.png</source>
            <translation>reeks.png</translation>
        </message>
        <message>
            <source>Animated PNG (*.png);;GIF (*.gif)</source>
            <translation>Bewegende PNG (*.png);;GIF (*.gif)</translation>
        </message>
        <message>
            <source>Writing the movie</source>
            <translation>Film schrijven</translation>
        </message>
        <message>
            <source>The movie is saved as {name}.</source>
            <translation>De film is bewaard als {name}.</translation>
        </message>
        <message>
            <source>The movie can't be written.</source>
            <translation>De film kan niet worden geschreven.</translation>
        </message>
        <message>
            <source>Choose another folder, or make room.</source>
            <translation>Kies een andere map of maak ruimte.</translation>
        </message>
    </context>
    <context>
        <name>MaximumHand</name>
        <message>
            <source>No maximum can be put here.</source>
            <extracomment>what was asked for: row, arc length, and the path it belongs to</extracomment>
            <translation>Hier kan geen maximum liggen.</translation>
        </message>
        <message>
            <source>Go to a section with a value, on the straightened picture or the profile.</source>
            <translation>Ga naar een doorsnede met een waarde, op het gestrekte beeld of het profiel.</translation>
        </message>
        <message>
            <source>Why does the {maximum} lie at arc length {arc} mm?</source>
            <translation>Waarom ligt de {maximum} op booglengte {arc} mm?</translation>
        </message>
        <message>
            <source>Move the maximum</source>
            <translation>Maximum verplaatsen</translation>
        </message>
    </context>
    <context>
        <name>MeasurementList</name>
        <message>
            <source>oblique {x} / {y} / {z} mm</source>
            <translation>schuin {x} / {y} / {z} mm</translation>
        </message>
        <message>
            <source>axial</source>
            <translation>axiaal</translation>
        </message>
        <message>
            <source>coronal</source>
            <translation>coronaal</translation>
        </message>
        <message>
            <source>sagittal</source>
            <translation>sagittaal</translation>
        </message>
        <message>
            <source>Measurements ({n})</source>
            <translation>Metingen ({n})</translation>
        </message>
        <message>
            <source>Nothing has been measured yet. Choose a tool on the left and draw in a view.</source>
            <translation>Er is nog niets gemeten. Kies links een gereedschap en teken in een beeld.</translation>
        </message>
        <message>
            <source>List of measurements</source>
            <translation>Lijst van metingen</translation>
        </message>
        <message>
            <source>Save as DICOM presentation state…</source>
            <translation>Bewaar als DICOM-presentatietoestand…</translation>
        </message>
        <message>
            <source>Open DICOM presentation state…</source>
            <translation>Open DICOM-presentatietoestand…</translation>
        </message>
        <message>
            <source>Name (F2)</source>
            <translation>Naam (F2)</translation>
        </message>
        <message>
            <source>Delete (Del)</source>
            <translation>Verwijder (Del)</translation>
        </message>
        <message>
            <source>Close the list</source>
            <translation>Sluit de lijst</translation>
        </message>
    </context>
    <context>
        <name>Measures</name>
        <message>
            <source>fewer than 10 voxels</source>
            <translation>minder dan 10 voxels</translation>
        </message>
        <message>
            <source>partly outside the images</source>
            <translation>deels buiten het beeld</translation>
        </message>
        <message>
            <source>voxels without image left out</source>
            <translation>voxels zonder beeld niet meegeteld</translation>
        </message>
        <message>
            <source>resampled plane</source>
            <translation>herbemonsterd vlak</translation>
        </message>
        <message>
            <source>lossy compression</source>
            <translation>verliesgevende compressie</translation>
        </message>
        <message>
            <source>resampled images</source>
            <extracomment>marks of the images themselves</extracomment>
            <translation>omgerekende beelden</translation>
        </message>
        <message>
            <source>uneven slice distance</source>
            <translation>ongelijke coupeafstand</translation>
        </message>
        <message>
            <source>tilted slices</source>
            <translation>gekantelde coupes</translation>
        </message>
        <message>
            <source>brought to one scale</source>
            <translation>op één schaal gebracht</translation>
        </message>
        <message>
            <source>these images can't be measured</source>
            <translation>deze beelden zijn niet te meten</translation>
        </message>
        <message>
            <source>median</source>
            <translation>mediaan</translation>
        </message>
        <message>
            <source>perimeter</source>
            <translation>omtrek</translation>
        </message>
        <message>
            <source>no volume: not on slices of one direction</source>
            <translation>geen volume: niet op coupes van één richting</translation>
        </message>
        <message>
            <source>slices</source>
            <translation>coupes</translation>
        </message>
        <message>
            <source>too small to measure</source>
            <extracomment>corners of an ellipse for its volume: the chord leaves its arc by less than a thousandth of the radius</extracomment>
            <translation>te klein om te meten</translation>
        </message>
    </context>
    <context>
        <name>MessageLine</name>
        <message>
            <source>Dismiss</source>
            <translation>Sluit</translation>
        </message>
    </context>
    <context>
        <name>MessageList</name>
        <message>
            <source>{n} more</source>
            <translation>nog {n}</translation>
        </message>
    </context>
    <context>
        <name>MessagesOfToday</name>
        <message>
            <source>Messages of today</source>
            <translation>Meldingen van vandaag</translation>
        </message>
        <message>
            <source>No messages today.</source>
            <translation>Vandaag geen meldingen.</translation>
        </message>
    </context>
    <context>
        <name>Navigation</name>
        <message>
            <source>Worklist</source>
            <translation>Werklijst</translation>
        </message>
        <message>
            <source>Studies</source>
            <translation>Studies</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>Kwaliteit</translation>
        </message>
        <message>
            <source>Governance</source>
            <translation>Beheer</translation>
        </message>
    </context>
    <context>
        <name>NeckBlock</name>
        <message>
            <source>In the report</source>
            <translation>In het verslag</translation>
        </message>
        <message>
            <source>To report</source>
            <translation>Naar verslag</translation>
        </message>
    </context>
    <context>
        <name>NeckHand</name>
        <message>
            <source>Neck to the report</source>
            <translation>Nek naar het verslag</translation>
        </message>
        <message>
            <source>Neck out of the report</source>
            <translation>Nek uit het verslag</translation>
        </message>
        <message>
            <source>Mean of 36 chords; axes over 25 mm in 3D. For planning, no choice of a device.</source>
            <translation>Gemiddelde van 36 koorden; assen over 25 mm in 3D. Voor planning, geen keuze van een device.</translation>
        </message>
        <message>
            <source>Place the lowest renal artery as a landmark first.</source>
            <translation>Plaats eerst de laagste nierarterie als landmark.</translation>
        </message>
        <message>
            <source>Accept the infrarenal level first.</source>
            <translation>Accepteer eerst het infrarenale niveau.</translation>
        </message>
        <message>
            <source>Ø at {n} mm</source>
            <translation>Ø op {n} mm</translation>
        </message>
        <message>
            <source>Length, at least</source>
            <translation>Lengte, ten minste</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Lengte</translation>
        </message>
        <message>
            <source>Conicity over 15 mm</source>
            <translation>Coniciteit over 15 mm</translation>
        </message>
        <message>
            <source>Angle suprarenal to neck</source>
            <translation>Hoek suprarenaal–nek</translation>
        </message>
        <message>
            <source>Angle neck to sac</source>
            <translation>Hoek nek–zak</translation>
        </message>
    </context>
    <context>
        <name>NodeBook</name>
        <message>
            <source>Changing the nodes</source>
            <extracomment>what opens an archive; a test puts another in `desk.services["open_archive"]`</extracomment>
            <translation>Knooppunten wijzigen</translation>
        </message>
    </context>
    <context>
        <name>NodeForm</name>
        <message>
            <source>DICOM network</source>
            <extracomment>a node of each kind of which only one field is replaced, to check that field by itself</extracomment>
            <translation>DICOM-netwerk</translation>
        </message>
        <message>
            <source>DICOMweb</source>
            <translation>DICOMweb</translation>
        </message>
        <message>
            <source>C-GET: over the same connection</source>
            <translation>C-GET: over dezelfde verbinding</translation>
        </message>
        <message>
            <source>C-MOVE: the archive sends to this computer</source>
            <translation>C-MOVE: het archief stuurt naar deze computer</translation>
        </message>
        <message>
            <source>Fill in: {fields}.</source>
            <translation>Vul in: {fields}.</translation>
        </message>
        <message>
            <source>Change {name}</source>
            <translation>Wijzig {name}</translation>
        </message>
        <message>
            <source>New node</source>
            <translation>Nieuw knooppunt</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Soort</translation>
        </message>
        <message>
            <source>Host or IP address</source>
            <translation>Hostnaam of IP-adres</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>Poort</translation>
        </message>
        <message>
            <source>AE title of the node</source>
            <translation>AE-titel van het knooppunt</translation>
        </message>
        <message>
            <source>Our AE title</source>
            <translation>Onze AE-titel</translation>
        </message>
        <message>
            <source>Web address</source>
            <translation>Webadres</translation>
        </message>
        <message>
            <source>User name</source>
            <translation>Gebruikersnaam</translation>
        </message>
        <message>
            <source>Password or token</source>
            <translation>Wachtwoord of token</translation>
        </message>
        <message>
            <source>Used for</source>
            <translation>Gebruikt voor</translation>
        </message>
        <message>
            <source>Fetching</source>
            <translation>Ophalen</translation>
        </message>
        <message>
            <source>Destination of C-MOVE</source>
            <translation>Bestemming van C-MOVE</translation>
        </message>
        <message>
            <source>Proof of storage</source>
            <translation>Bewijs van opslag</translation>
        </message>
        <message>
            <source>Wait at most (s)</source>
            <translation>Wacht hoogstens (s)</translation>
        </message>
        <message>
            <source>Secure connection</source>
            <translation>Beveiligde verbinding</translation>
        </message>
        <message>
            <source>File of trusted certificates</source>
            <translation>Bestand met vertrouwde certificaten</translation>
        </message>
        <message>
            <source>Our certificate</source>
            <translation>Ons certificaat</translation>
        </message>
        <message>
            <source>Our key</source>
            <translation>Onze sleutel</translation>
        </message>
        <message>
            <source>Name of the host</source>
            <translation>Naam van de host</translation>
        </message>
        <message>
            <source>search and fetch</source>
            <translation>zoeken en ophalen</translation>
        </message>
        <message>
            <source>send reports to</source>
            <translation>verslagen versturen</translation>
        </message>
        <message>
            <source>planning</source>
            <translation>planning</translation>
        </message>
        <message>
            <source>ask for storage commitment</source>
            <translation>vraag bevestiging (storage commitment)</translation>
        </message>
        <message>
            <source>TLS</source>
            <translation>TLS</translation>
        </message>
        <message>
            <source>must agree with the certificate</source>
            <translation>moet met het certificaat kloppen</translation>
        </message>
        <message>
            <source>unchanged; kept in the key ring</source>
            <translation>ongewijzigd; staat in de sleutelbos</translation>
        </message>
        <message>
            <source>kept in the key ring</source>
            <translation>komt in de sleutelbos</translation>
        </message>
        <message>
            <source>AE title of the receiver</source>
            <translation>AE-titel van de ontvanger</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>Save node</source>
            <translation>Bewaar knooppunt</translation>
        </message>
    </context>
    <context>
        <name>NodesPanel</name>
        <message>
            <source>There is no database in which the change could be recorded.</source>
            <translation>Er is geen database waarin de wijziging kan worden vastgelegd.</translation>
        </message>
        <message>
            <source>Only an administrator changes the nodes and the receiver.</source>
            <translation>Alleen een beheerder wijzigt de knooppunten en de ontvanger.</translation>
        </message>
        <message>
            <source>No nodes yet. Add the archive of the hospital to search it.</source>
            <translation>Nog geen knooppunten. Voeg het archief van het ziekenhuis toe om erin te zoeken.</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Adres</translation>
        </message>
        <message>
            <source>AE title</source>
            <translation>AE-titel</translation>
        </message>
        <message>
            <source>Used for</source>
            <translation>Gebruikt voor</translation>
        </message>
        <message>
            <source>search and fetch</source>
            <translation>zoeken en ophalen</translation>
        </message>
        <message>
            <source>send reports to</source>
            <translation>verslagen versturen</translation>
        </message>
        <message>
            <source>planning</source>
            <translation>planning</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>Wijzig</translation>
        </message>
        <message>
            <source>Remove {name}</source>
            <translation>Verwijder {name}</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Verwijder</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>Behoud</translation>
        </message>
        <message>
            <source>The test is running.</source>
            <translation>De test loopt.</translation>
        </message>
        <message>
            <source>Asking {name}…</source>
            <translation>{name} wordt gevraagd…</translation>
        </message>
        <message>
            <source>Testing {name}</source>
            <translation>{name} testen</translation>
        </message>
        <message>
            <source>The test was cancelled.</source>
            <translation>De test is afgebroken.</translation>
        </message>
        <message>
            <source>{name} is saved.</source>
            <translation>{name} is bewaard.</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>Er is niets gewijzigd.</translation>
        </message>
        <message>
            <source>Other computers can reach this address. Only the senders below are let in.</source>
            <translation>Andere computers kunnen dit adres bereiken. Alleen de afzenders hieronder worden toegelaten.</translation>
        </message>
        <message>
            <source>Only these senders are let in; without senders nothing is received.</source>
            <translation>Alleen deze afzenders worden toegelaten; zonder afzenders wordt niets ontvangen.</translation>
        </message>
        <message>
            <source>The receiver is saved.</source>
            <translation>De ontvanger is bewaard.</translation>
        </message>
        <message>
            <source>PACS nodes</source>
            <translation>PACS-knooppunten</translation>
        </message>
        <message>
            <source>Receiver of this computer</source>
            <translation>Ontvanger van deze computer</translation>
        </message>
        <message>
            <source>Add node</source>
            <translation>Voeg knooppunt toe</translation>
        </message>
        <message>
            <source>Listens at address</source>
            <translation>Luistert op adres</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>Poort</translation>
        </message>
        <message>
            <source>Senders: AE title and address, one a line</source>
            <translation>Afzenders: AE-titel en adres, één per regel</translation>
        </message>
        <message>
            <source>Save receiver</source>
            <translation>Bewaar ontvanger</translation>
        </message>
    </context>
    <context>
        <name>PathBlock</name>
        <message>
            <source>Place points</source>
            <translation>Punten</translation>
        </message>
        <message>
            <source>Last point</source>
            <translation>Wis punt</translation>
        </message>
        <message>
            <source>Mask…</source>
            <translation>Masker…</translation>
        </message>
        <message>
            <source>Without mask</source>
            <translation>Zonder masker</translation>
        </message>
        <message>
            <source>Lumen</source>
            <translation>Lumen</translation>
        </message>
        <message>
            <source>Outer wall</source>
            <translation>Buitenwand</translation>
        </message>
        <message>
            <source>Edge</source>
            <translation>Rand</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Meten</translation>
        </message>
    </context>
    <context>
        <name>PathHand</name>
        <message>
            <source>Without mask</source>
            <translation>Zonder masker</translation>
        </message>
        <message>
            <source>Remove landmark</source>
            <translation>Landmark verwijderen</translation>
        </message>
        <message>
            <source>There is nothing to measure yet.</source>
            <translation>Er is nog niets te meten.</translation>
        </message>
        <message>
            <source>Place at least two points along the vessel, or import a mask.</source>
            <translation>Plaats minstens twee punten langs het vat, of importeer een masker.</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Meten</translation>
        </message>
        <message>
            <source>Remove point</source>
            <translation>Punt verwijderen</translation>
        </message>
        <message>
            <source>Choose edge</source>
            <translation>Rand kiezen</translation>
        </message>
        <message>
            <source>State a condition</source>
            <translation>Conditie invullen</translation>
        </message>
        <message>
            <source>Click {landmark}</source>
            <translation>Klik {landmark} aan</translation>
        </message>
        <message>
            <source>Place point</source>
            <translation>Punt plaatsen</translation>
        </message>
        <message>
            <source>Place landmark</source>
            <translation>Landmark plaatsen</translation>
        </message>
        <message>
            <source>Move point</source>
            <translation>Punt verplaatsen</translation>
        </message>
        <message>
            <source>Import mask</source>
            <translation>Masker importeren</translation>
        </message>
        <message>
            <source>Reading the mask</source>
            <translation>Masker lezen</translation>
        </message>
    </context>
    <context>
        <name>PatientBanner</name>
        <message>
            <source>No patient open</source>
            <translation>Geen patiënt geopend</translation>
        </message>
        <message>
            <source>{field}: order {order}, image {image}</source>
            <translation>{field}: opdracht {order}, beeld {image}</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>Onderzoek</translation>
        </message>
        <message>
            <source>Author</source>
            <translation>Opsteller</translation>
        </message>
        <message>
            <source>Responsible</source>
            <translation>Verantwoordelijk</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Opdracht</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protocol</translation>
        </message>
        <message>
            <source>{age} y</source>
            <translation>{age} j</translation>
        </message>
    </context>
    <context>
        <name>PersonBlock</name>
        <message>
            <source>Role, language, theme, lock, sign out</source>
            <translation>Rol, taal, thema, vergrendelen, afmelden</translation>
        </message>
        <message>
            <source>acting as</source>
            <translation>treedt op als</translation>
        </message>
    </context>
    <context>
        <name>PictureHand</name>
        <message>
            <source>To report</source>
            <translation>Naar verslag</translation>
        </message>
        <message>
            <source>Not in the report</source>
            <translation>Niet in het verslag</translation>
        </message>
        <message>
            <source>This row has no section in the draft.</source>
            <translation>Deze rij heeft geen doorsnede in het concept.</translation>
        </message>
        <message>
            <source>Accept it first.</source>
            <translation>Accepteer de rij eerst.</translation>
        </message>
        <message>
            <source>There is no draft to add it to.</source>
            <translation>Er is geen concept om het aan toe te voegen.</translation>
        </message>
        <message>
            <source>Add key image</source>
            <translation>Sleutelbeeld toevoegen</translation>
        </message>
        <message>
            <source>The picture is in the draft.</source>
            <translation>Het beeld staat in het concept.</translation>
        </message>
    </context>
    <context>
        <name>PicturePane</name>
        <message>
            <source>PRELIMINARY</source>
            <extracomment>the present working's picture was drawn; True: with its images and at full quality a level of the CPR was chosen: its working which drawing counts for the present working: section, axial, picture or cpr</extracomment>
            <translation>VOORLOPIG</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Stretching the vessel</source>
            <translation>Vat strekken</translation>
        </message>
        <message>
            <source>CPR straightened</source>
            <translation>CPR gestrekt</translation>
        </message>
        <message>
            <source>Measured on other images than the ones shown here.</source>
            <translation>Gemeten op andere beelden dan hier getoond.</translation>
        </message>
    </context>
    <context>
        <name>PictureWidget</name>
        <message>
            <source>The picture can't be drawn.</source>
            <extracomment>the widget was painted; False: the picture couldn't be drawn and a message stands in its place what the widget is to a screen reader; `accessible_value` says what it shows name of the log event when a paint fails keys and mouse buttons; the owner gives its own, shared by its views</extracomment>
            <translation>Het beeld kan niet worden getekend.</translation>
        </message>
        <message>
            <source>Close the tool or open the series again. The log has the details.</source>
            <translation>Sluit het gereedschap of open de serie opnieuw. De details staan in het logboek.</translation>
        </message>
    </context>
    <context>
        <name>Place</name>
        <message>
            <source>not found</source>
            <translation>niet gevonden</translation>
        </message>
    </context>
    <context>
        <name>Places</name>
        <message>
            <source>everywhere</source>
            <translation>overal</translation>
        </message>
        <message>
            <source>views</source>
            <translation>beelden</translation>
        </message>
        <message>
            <source>worklist</source>
            <translation>werklijst</translation>
        </message>
        <message>
            <source>report</source>
            <translation>verslag</translation>
        </message>
        <message>
            <source>review</source>
            <translation>beoordeling</translation>
        </message>
        <message>
            <source>aorta</source>
            <translation>aorta</translation>
        </message>
        <message>
            <source>liver</source>
            <translation>lever</translation>
        </message>
        <message>
            <source>perfusion</source>
            <translation>perfusie</translation>
        </message>
        <message>
            <source>oncology</source>
            <translation>oncologie</translation>
        </message>
        <message>
            <source>The picture is on the clipboard.</source>
            <extracomment>what a dragged series carries: its Series Instance UID and stack, ``uid#stack`` another layout or another plane in a place a place asks for a series that isn't loaded: (place, words of a protocol or ``uid#stack``)</extracomment>
            <translation>Het beeld staat op het klembord.</translation>
        </message>
        <message>
            <source>Value over time</source>
            <translation>Waarde in de tijd</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Coronaal</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittaal</translation>
        </message>
        <message>
            <source>Oblique</source>
            <translation>Schuin</translation>
        </message>
        <message>
            <source>3D</source>
            <translation>3D</translation>
        </message>
        <message>
            <source>Show another series</source>
            <translation>Andere reeks tonen</translation>
        </message>
        <message>
            <source>Change the layout</source>
            <translation>Indeling wijzigen</translation>
        </message>
        <message>
            <source>That is shown in another place already.</source>
            <translation>Dat staat al op een andere plaats.</translation>
        </message>
        <message>
            <source>Show another plane</source>
            <translation>Ander vlak tonen</translation>
        </message>
        <message>
            <source>Show here</source>
            <translation>Hier tonen</translation>
        </message>
    </context>
    <context>
        <name>PlannedBox</name>
        <message>
            <source>The planning is being asked.</source>
            <extracomment>what asks a node for its planned steps; a test puts another in `desk.services["scheduled"]`</extracomment>
            <translation>De planning wordt gevraagd.</translation>
        </message>
        <message>
            <source>Asking {name}…</source>
            <translation>{name} wordt gevraagd…</translation>
        </message>
        <message>
            <source>Recording the search</source>
            <translation>Zoekvraag vastleggen</translation>
        </message>
        <message>
            <source>Asking the planning</source>
            <translation>Planning opvragen</translation>
        </message>
        <message>
            <source>Look in the planning of the hospital</source>
            <translation>Zoek in de planning van het ziekenhuis</translation>
        </message>
        <message>
            <source>Nothing planned was found.</source>
            <translation>Er is niets gepland gevonden.</translation>
        </message>
        <message>
            <source>Fill in the question and the requester from the request.</source>
            <translation>Vul vraag en aanvrager in vanaf de aanvraag.</translation>
        </message>
        <message>
            <source>accession {number}</source>
            <translation>accessie {number}</translation>
        </message>
        <message>
            <source>requested by {name}</source>
            <translation>aangevraagd door {name}</translation>
        </message>
        <message>
            <source>Take over</source>
            <translation>Neem over</translation>
        </message>
        <message>
            <source>patient number</source>
            <translation>patiëntnummer</translation>
        </message>
        <message>
            <source>name</source>
            <translation>naam</translation>
        </message>
        <message>
            <source>birth date</source>
            <translation>geboortedatum</translation>
        </message>
        <message>
            <source>sex</source>
            <translation>geslacht</translation>
        </message>
        <message>
            <source>Not of this patient: {fields} differ from the images.</source>
            <translation>Niet van deze patiënt: {fields} wijkt af van de beelden.</translation>
        </message>
    </context>
    <context>
        <name>Points</name>
        <message>
            <source>Patient number</source>
            <extracomment>identifiers by their name in a comparison, in words</extracomment>
            <translation>Patiëntnummer</translation>
        </message>
        <message>
            <source>Issuer of the number</source>
            <translation>Uitgever van het nummer</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Birth date</source>
            <translation>Geboortedatum</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Geslacht</translation>
        </message>
        <message>
            <source>Study identifier</source>
            <translation>Onderzoeks-UID</translation>
        </message>
        <message>
            <source>Accession number</source>
            <translation>Accessionnummer</translation>
        </message>
        <message>
            <source>Declaration of authority and competence</source>
            <extracomment>id of the clause or refusal, for the tooltip</extracomment>
            <translation>Verklaring bevoegd en bekwaam</translation>
        </message>
        <message>
            <source>yes · no · in doubt</source>
            <translation>ja · nee · twijfel</translation>
        </message>
        <message>
            <source>Declare</source>
            <translation>Verklaar</translation>
        </message>
        <message>
            <source>The report isn't saved</source>
            <translation>Het verslag is niet bewaard</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Opnieuw</translation>
        </message>
        <message>
            <source>Confirm whose images these are</source>
            <translation>Bevestig van wie deze beelden zijn</translation>
        </message>
        <message>
            <source>different or missing: {fields}</source>
            <translation>wijkt af of ontbreekt: {fields}</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergelijk</translation>
        </message>
        <message>
            <source>Fill in</source>
            <translation>Vul in</translation>
        </message>
        <message>
            <source>Go to</source>
            <translation>Ga naar</translation>
        </message>
        <message>
            <source> and {n} more</source>
            <translation> en nog {n}</translation>
        </message>
        <message>
            <source>{n} levels without value or reason</source>
            <translation>{n} niveaus zonder waarde of reden</translation>
        </message>
        <message>
            <source>{level}: no value and no reason</source>
            <translation>{level}: geen waarde en geen reden</translation>
        </message>
        <message>
            <source>not accepted yet in the step Sections</source>
            <translation>nog niet geaccepteerd in stap Secties</translation>
        </message>
        <message>
            <source>{section}: make a choice</source>
            <translation>{section}: maak een keuze</translation>
        </message>
        <message>
            <source>{section}: a measurement in the text was removed</source>
            <translation>{section}: een meting in de tekst is verwijderd</translation>
        </message>
        <message>
            <source>take the number out, or measure it again</source>
            <translation>haal het getal weg of meet opnieuw</translation>
        </message>
        <message>
            <source>required field of template {template}</source>
            <translation>verplicht veld van sjabloon {template}</translation>
        </message>
        <message>
            <source>may stay empty; template {template}</source>
            <translation>mag leeg blijven; sjabloon {template}</translation>
        </message>
        <message>
            <source>{section}: not filled in</source>
            <translation>{section}: niet ingevuld</translation>
        </message>
        <message>
            <source>Escalation: {rule}</source>
            <translation>Opschaling: {rule}</translation>
        </message>
        <message>
            <source>call {contact} and record who was reached and the read-back</source>
            <translation>bel {contact}; leg vast wie, wanneer, herhaald</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>Leg vast</translation>
        </message>
        <message>
            <source>The images aren't read yet</source>
            <translation>De beelden zijn nog niet gelezen</translation>
        </message>
        <message>
            <source>their identity can't be compared before</source>
            <translation>de identiteit kan pas daarna worden vergeleken</translation>
        </message>
        <message>
            <source>the administrator can help</source>
            <translation>de functioneel beheerder kan helpen</translation>
        </message>
        <message>
            <source>the coordinator can help; hand the report back if it can't wait</source>
            <translation>de praktijkcoördinator kan helpen; delegeer terug als het niet kan wachten</translation>
        </message>
        <message>
            <source>the radiologist who gave the order can help</source>
            <translation>de radioloog die de opdracht gaf kan helpen</translation>
        </message>
    </context>
    <context>
        <name>Preparing</name>
        <message>
            <source>The demo is being prepared; this takes about a minute, once.</source>
            <translation>De demo wordt klaargezet; dit duurt één keer enkele minuten.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Stoppen</translation>
        </message>
    </context>
    <context>
        <name>Presenting</name>
        <message>
            <source>Save presentation state</source>
            <extracomment>form of each kind in the object, and its number of points there (0: three or more) what a shape of another program is taken for; an open line of more points has no kind here</extracomment>
            <translation>Presentatietoestand bewaren</translation>
        </message>
        <message>
            <source>Open presentation state</source>
            <translation>Presentatietoestand openen</translation>
        </message>
        <message>
            <source>DICOM (*.dcm *);;All files (*)</source>
            <translation>DICOM (*.dcm *);;Alle bestanden (*)</translation>
        </message>
        <message>
            <source>Saving the presentation state</source>
            <translation>Presentatietoestand bewaren</translation>
        </message>
        <message>
            <source>The presentation state has been saved, without {n} measurements.</source>
            <translation>De presentatietoestand is bewaard, zonder {n} metingen.</translation>
        </message>
        <message>
            <source>Those lie in no plane of the images themselves; a presentation state can't hold them.</source>
            <translation>Die liggen niet in een vlak van de beelden zelf; een presentatietoestand kan ze niet bevatten.</translation>
        </message>
        <message>
            <source>The presentation state has been saved.</source>
            <translation>De presentatietoestand is bewaard.</translation>
        </message>
        <message>
            <source>Reading the presentation state</source>
            <translation>Presentatietoestand lezen</translation>
        </message>
        <message>
            <source>{n} measurements have been read; {m} things in it aren't known here.</source>
            <translation>{n} metingen gelezen; {m} onderdelen ervan zijn hier niet bekend.</translation>
        </message>
        <message>
            <source>Look at the presentation state in the program that made it too.</source>
            <translation>Bekijk de presentatietoestand ook in het programma dat hem maakte.</translation>
        </message>
        <message>
            <source>{n} measurements have been read.</source>
            <translation>{n} metingen gelezen.</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Making the preview</source>
            <extracomment>pixels a point at 100 %; the page is scaled down to the width that there is how much the enlarged page is wider than the widest fitting one widest page on screen, logical pixels</extracomment>
            <translation>Voorbeeld maken</translation>
        </message>
        <message>
            <source>{n} of {m}</source>
            <translation>{n} van {m}</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>Voorbeeld</translation>
        </message>
        <message>
            <source>Previous page</source>
            <translation>Vorige pagina</translation>
        </message>
        <message>
            <source>Next page</source>
            <translation>Volgende pagina</translation>
        </message>
        <message>
            <source>Enlarge the page</source>
            <translation>Vergroot de pagina</translation>
        </message>
    </context>
    <context>
        <name>PreviewPanel</name>
        <message>
            <source>Close preview (Space)</source>
            <translation>Sluit voorbeeld (Spatie)</translation>
        </message>
        <message>
            <source>Nothing chosen</source>
            <translation>Niets gekozen</translation>
        </message>
        <message>
            <source>Hand back</source>
            <translation>Terugdelegeren</translation>
        </message>
        <message>
            <source>Choose a row to see it here.</source>
            <translation>Kies een regel om die hier te zien.</translation>
        </message>
        <message>
            <source>PRELIMINARY</source>
            <translation>VOORLOPIG</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>Onderzoek</translation>
        </message>
        <message>
            <source>May I do this?</source>
            <translation>Mag ik dit?</translation>
        </message>
        <message>
            <source>Still needed before submitting</source>
            <translation>Nog nodig voor indienen</translation>
        </message>
    </context>
    <context>
        <name>PriorFace</name>
        <message>
            <source>no name</source>
            <translation>geen naam</translation>
        </message>
        <message>
            <source>PRELIMINARY</source>
            <translation>VOORLOPIG</translation>
        </message>
        <message>
            <source>PRESENT</source>
            <translation>HUIDIG</translation>
        </message>
        <message>
            <source>EARLIER</source>
            <translation>VORIG</translation>
        </message>
        <message>
            <source>OTHER SERIES</source>
            <translation>ANDERE REEKS</translation>
        </message>
        <message>
            <source>OTHER</source>
            <translation>ANDER</translation>
        </message>
        <message>
            <source>No earlier examination shown</source>
            <translation>Geen vorig onderzoek getoond</translation>
        </message>
        <message>
            <source>Choose one in the list at the right.</source>
            <translation>Kies er een in de lijst rechts.</translation>
        </message>
        <message>
            <source>Earlier examination</source>
            <translation>Vorig onderzoek</translation>
        </message>
        <message>
            <source>Earlier examinations of this patient, side by side (Ctrl+Shift+V)</source>
            <translation>Vorige onderzoeken van deze patiënt, naast elkaar (Ctrl+Shift+V)</translation>
        </message>
        <message>
            <source>The images aren't loaded yet.</source>
            <translation>De beelden zijn nog niet geladen.</translation>
        </message>
    </context>
    <context>
        <name>PriorHand</name>
        <message>
            <source>Looking for earlier examinations</source>
            <extracomment>who asks for an examination: the face of comparisons, or the workspace that measures the list, what is being fetched, or a quiet problem changed an examination was read and may be shown: `Opened` who asked for it, the prior, and its authorised report (report, revision) or None: before the images are read</extracomment>
            <translation>Vorige onderzoeken worden gezocht</translation>
        </message>
        <message>
            <source>Fetching an earlier examination</source>
            <translation>Vorig onderzoek ophalen</translation>
        </message>
        <message>
            <source>Opening an earlier examination</source>
            <translation>Vorig onderzoek openen</translation>
        </message>
        <message>
            <source>Reading the earlier images</source>
            <translation>De vorige beelden worden gelezen</translation>
        </message>
    </context>
    <context>
        <name>PriorPanel</name>
        <message>
            <source>being fetched: {n} of {m}</source>
            <translation>wordt opgehaald: {n} van {m}</translation>
        </message>
        <message>
            <source>being fetched</source>
            <translation>wordt opgehaald</translation>
        </message>
        <message>
            <source>looking…</source>
            <translation>zoekt…</translation>
        </message>
        <message>
            <source>No earlier examination of this patient was found.</source>
            <translation>Er is geen vorig onderzoek van deze patiënt gevonden.</translation>
        </message>
        <message>
            <source>Fetch, side by side</source>
            <translation>Haal op, naast elkaar</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>Naast elkaar</translation>
        </message>
        <message>
            <source>Back to measuring</source>
            <translation>Terug naar meten</translation>
        </message>
        <message>
            <source>There is no earlier examination to show.</source>
            <translation>Er is geen vorig onderzoek om te tonen.</translation>
        </message>
        <message>
            <source>An earlier examination is being opened.</source>
            <translation>Een vorig onderzoek wordt geopend.</translation>
        </message>
        <message>
            <source>Unlink</source>
            <translation>Ontkoppel</translation>
        </message>
        <message>
            <source>Link</source>
            <translation>Koppel</translation>
        </message>
        <message>
            <source>The images are being aligned.</source>
            <translation>De beelden worden uitgelijnd.</translation>
        </message>
        <message>
            <source>Bring both sides to the same level, then choose Link. The difference is kept.</source>
            <translation>Breng beide kanten op hetzelfde niveau en kies Koppel. Het verschil blijft behouden.</translation>
        </message>
        <message>
            <source>Linked by hand: for looking, never for a measurement.</source>
            <translation>Met de hand gekoppeld: om te kijken, nooit voor een meting.</translation>
        </message>
        <message>
            <source>Judge the proposal below the pictures.</source>
            <translation>Beoordeel het voorstel onder de beelden.</translation>
        </message>
        <message>
            <source>Aligned by the computer and accepted by you: for looking, never for a measurement.</source>
            <translation>Uitgelijnd door de computer en door u geaccepteerd: om te kijken, nooit voor een meting.</translation>
        </message>
        <message>
            <source>Both examinations share one space.</source>
            <translation>Beide onderzoeken liggen in dezelfde ruimte.</translation>
        </message>
        <message>
            <source>Lengths drawn here are for comparing; they don't go into the report.</source>
            <translation>Lengtes die u hier tekent zijn om te vergelijken; ze komen niet in het verslag.</translation>
        </message>
        <message>
            <source>Measured then</source>
            <translation>Toen gemeten</translation>
        </message>
        <message>
            <source>Authorised report {number}, {at}</source>
            <translation>Geautoriseerd verslag {number}, {at}</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Toon</translation>
        </message>
        <message>
            <source>Show {what}</source>
            <translation>Toon {what}</translation>
        </message>
        <message>
            <source>Earlier examination</source>
            <translation>Vorig onderzoek</translation>
        </message>
        <message>
            <source>Back to measuring (Esc)</source>
            <translation>Terug naar meten (Esc)</translation>
        </message>
        <message>
            <source>Align</source>
            <translation>Lijn uit</translation>
        </message>
        <message>
            <source>Let the computer lay the two examinations over each other; you judge the result.</source>
            <translation>Laat de computer de twee onderzoeken op elkaar leggen; u beoordeelt het resultaat.</translation>
        </message>
        <message>
            <source>Stop fetching</source>
            <translation>Stop ophalen</translation>
        </message>
        <message>
            <source>Search archive</source>
            <translation>Zoek in archief</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Coronaal</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittaal</translation>
        </message>
    </context>
    <context>
        <name>Priors</name>
        <message>
            <source>head</source>
            <translation>hoofd</translation>
        </message>
        <message>
            <source>neck</source>
            <translation>hals</translation>
        </message>
        <message>
            <source>thorax</source>
            <translation>thorax</translation>
        </message>
        <message>
            <source>abdomen</source>
            <translation>abdomen</translation>
        </message>
        <message>
            <source>pelvis</source>
            <translation>bekken</translation>
        </message>
        <message>
            <source>spine</source>
            <translation>wervelkolom</translation>
        </message>
        <message>
            <source>arm</source>
            <translation>arm</translation>
        </message>
        <message>
            <source>leg</source>
            <translation>been</translation>
        </message>
        <message>
            <source>birth date</source>
            <translation>geboortedatum</translation>
        </message>
        <message>
            <source>name</source>
            <translation>naam</translation>
        </message>
        <message>
            <source>sex</source>
            <translation>geslacht</translation>
        </message>
        <message>
            <source>issuer of the number</source>
            <translation>uitgever van het nummer</translation>
        </message>
        <message>
            <source>Same number, other {field}: here {here}, there {there}.</source>
            <translation>Zelfde nummer, andere gegevens ({field}): hier {here}, daar {there}.</translation>
        </message>
        <message>
            <source>The {field} isn't said, so it can't be compared.</source>
            <translation>Niet te vergelijken: dit ontbreekt ({field}).</translation>
        </message>
        <message>
            <source>Other part of the body: {regions}.</source>
            <translation>Ander lichaamsdeel: {regions}.</translation>
        </message>
        <message>
            <source>It isn't said which part of the body this is.</source>
            <translation>Er staat niet bij welk lichaamsdeel dit is.</translation>
        </message>
        <message>
            <source>Other kind of images: {modality}.</source>
            <translation>Ander soort beelden: {modality}.</translation>
        </message>
        <message>
            <source>The date isn't known.</source>
            <translation>De datum is niet bekend.</translation>
        </message>
        <message>
            <source>Not earlier than the present examination.</source>
            <translation>Niet van vóór het huidige onderzoek.</translation>
        </message>
        <message>
            <source>Another series of the same examination.</source>
            <translation>Een andere reeks van hetzelfde onderzoek.</translation>
        </message>
        <message>
            <source>whole body</source>
            <translation>hele lichaam</translation>
        </message>
        <message>
            <source>here</source>
            <translation>hier</translation>
        </message>
        <message>
            <source>archive {name}</source>
            <translation>archief {name}</translation>
        </message>
        <message>
            <source>chosen in Studies</source>
            <translation>gekozen in Studies</translation>
        </message>
        <message>
            <source>here, received</source>
            <translation>hier, ontvangen</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} beelden</translation>
        </message>
        <message>
            <source>no description</source>
            <translation>geen omschrijving</translation>
        </message>
        <message>
            <source>{n} days earlier</source>
            <translation>{n} dagen eerder</translation>
        </message>
        <message>
            <source>1 day earlier</source>
            <translation>1 dag eerder</translation>
        </message>
        <message>
            <source>{n} months earlier</source>
            <translation>{n} maanden eerder</translation>
        </message>
        <message>
            <source>{n} years earlier</source>
            <translation>{n} jaar eerder</translation>
        </message>
        <message>
            <source>{years} y {months} m earlier</source>
            <translation>{years} j {months} mnd eerder</translation>
        </message>
        <message>
            <source>earlier the same day</source>
            <translation>eerder op dezelfde dag</translation>
        </message>
    </context>
    <context>
        <name>ProfilePlot</name>
        <message>
            <source>Profile</source>
            <extracomment>kind of series: (index of the plot palette, width px, dash)</extracomment>
            <translation>Profiel</translation>
        </message>
    </context>
    <context>
        <name>ProgressPanel</name>
        <message>
            <source>The images are being copied.</source>
            <translation>De beelden worden gekopieerd.</translation>
        </message>
        <message>
            <source>{done} of {of} images copied</source>
            <translation>{done} van {of} beelden gekopieerd</translation>
        </message>
        <message>
            <source>{done} of {of} copies checked</source>
            <translation>{done} van {of} kopieën gecontroleerd</translation>
        </message>
        <message>
            <source>Put on worklist</source>
            <translation>Op de werklijst zetten</translation>
        </message>
        <message>
            <source>Open from worklist</source>
            <translation>Open vanaf de werklijst</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Terug</translation>
        </message>
        <message>
            <source>The study is on the worklist.</source>
            <translation>Het onderzoek staat op de werklijst.</translation>
        </message>
        <message>
            <source>The images were copied and checked.</source>
            <translation>De beelden zijn gekopieerd en gecontroleerd.</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Geannuleerd.</translation>
        </message>
        <message>
            <source>Nothing was put on the worklist.</source>
            <translation>Er is niets op de werklijst gezet.</translation>
        </message>
    </context>
    <context>
        <name>ProposalBar</name>
        <message>
            <source>Accept</source>
            <translation>Accepteer</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>Verwerp</translation>
        </message>
        <message>
            <source>Proposal: moved {shift} mm, turned {turn}°. Agreement of the images {before} → {after}; {overlap} % of the body is in both. Scroll through both sides and judge.</source>
            <translation>Voorstel: {shift} mm verschoven, {turn}° gedraaid. Overeenkomst van de beelden {before} → {after}; {overlap} % van het lichaam staat op beide. Scroll door beide kanten en beoordeel.</translation>
        </message>
    </context>
    <context>
        <name>QueryForm</name>
        <message>
            <source>{value} isn't a date. Type for instance 20-11-1958.</source>
            <translation>{value} is geen datum. Typ bijvoorbeeld 20-11-1958.</translation>
        </message>
        <message>
            <source>Patient number</source>
            <translation>Patiëntnummer</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Birth date</source>
            <translation>Geboortedatum</translation>
        </message>
        <message>
            <source>Accession</source>
            <translation>Accession</translation>
        </message>
        <message>
            <source>Examined from</source>
            <translation>Onderzocht vanaf</translation>
        </message>
        <message>
            <source>up to</source>
            <translation>tot en met</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>Omschrijving</translation>
        </message>
        <message>
            <source>dd-mm-yyyy</source>
            <translation>dd-mm-jjjj</translation>
        </message>
        <message>
            <source>Surname, first name</source>
            <translation>Achternaam, voornaam</translation>
        </message>
        <message>
            <source>any</source>
            <translation>alle</translation>
        </message>
        <message>
            <source>Search archive</source>
            <translation>Zoek in archief</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Wis</translation>
        </message>
        <message>
            <source>There is no database in which the search could be recorded.</source>
            <translation>Er is geen database waarin de zoekvraag kan worden vastgelegd.</translation>
        </message>
        <message>
            <source>Your role doesn't search for patients in an archive.</source>
            <translation>Uw rol zoekt geen patiënten in een archief.</translation>
        </message>
    </context>
    <context>
        <name>ReasonBlock</name>
        <message>
            <source>Say in a few words why.</source>
            <translation>Zeg in enkele woorden waarom.</translation>
        </message>
        <message>
            <source>Reason, for example: motion artefact</source>
            <translation>Reden, bijvoorbeeld: bewegingsartefact</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Reden</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>Keep the reason</source>
            <translation>Bewaar de reden</translation>
        </message>
    </context>
    <context>
        <name>ReasonBox</name>
        <message>
            <source>Choose how urgent it is.</source>
            <translation>Kies hoe dringend het is.</translation>
        </message>
        <message>
            <source>Say whom you call.</source>
            <translation>Vul in wie u belt.</translation>
        </message>
        <message>
            <source>Give a reason.</source>
            <translation>Geef een reden.</translation>
        </message>
        <message>
            <source>the radiologist</source>
            <translation>de radioloog</translation>
        </message>
        <message>
            <source>Hand back</source>
            <translation>Terugdelegeren</translation>
        </message>
        <message>
            <source>Your measurements stay kept and visible. This doesn't count against you.</source>
            <translation>Uw metingen blijven bewaard en zichtbaar. Dit telt niet tegen u.</translation>
        </message>
        <message>
            <source>Hand back to {radiologist}</source>
            <translation>Geef terug aan {radiologist}</translation>
        </message>
        <message>
            <source>Escalate</source>
            <translation>Opschalen</translation>
        </message>
        <message>
            <source>You ask {radiologist} before you go on. The draft stays yours.</source>
            <translation>U overlegt met {radiologist} voordat u verder gaat. Het voorverslag blijft van u.</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>Neem terug</translation>
        </message>
        <message>
            <source>The draft becomes yours again, until you submit it anew.</source>
            <translation>Het voorverslag is weer van u, tot u het opnieuw indient.</translation>
        </message>
        <message>
            <source>call at once; authorising waits for the answer</source>
            <translation>direct bellen; autoriseren wacht op het antwoord</translation>
        </message>
        <message>
            <source>the radiologist must know today</source>
            <translation>de radioloog moet het vandaag weten</translation>
        </message>
        <message>
            <source>the radiologist sees it when reviewing</source>
            <translation>de radioloog ziet het bij de beoordeling</translation>
        </message>
        <message>
            <source>Whom you call</source>
            <translation>Wie u belt</translation>
        </message>
        <message>
            <source>Reason (required)</source>
            <translation>Reden (verplicht)</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
    </context>
    <context>
        <name>ReasonDialog</name>
        <message>
            <source>Reason for access</source>
            <translation>Reden van inzage</translation>
        </message>
        <message>
            <source>Open patient</source>
            <translation>Open patiënt</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>This patient isn't on your worklist. Say why you open it; this is recorded with your name.</source>
            <translation>Deze patiënt staat niet op uw werklijst. Geef aan waarom u het dossier opent; dit wordt met uw naam vastgelegd.</translation>
        </message>
        <message>
            <source>At least {n} characters; {left} to go.</source>
            <translation>Ten minste {n} tekens; nog {left} te gaan.</translation>
        </message>
    </context>
    <context>
        <name>RecallForm</name>
        <message>
            <source>Recall the report</source>
            <translation>Verslag intrekken</translation>
        </message>
        <message>
            <source>The report is marked as recalled everywhere and kept. Two people sign; an incident is made.</source>
            <translation>Het verslag wordt overal als ingetrokken gemerkt en blijft bewaard. Twee personen ondertekenen; er wordt een incident gemaakt.</translation>
        </message>
        <message>
            <source>Wrong patient</source>
            <translation>Verkeerde patiënt</translation>
        </message>
        <message>
            <source>Wrong study</source>
            <translation>Verkeerd onderzoek</translation>
        </message>
        <message>
            <source>The content is wrong</source>
            <translation>De inhoud klopt niet</translation>
        </message>
        <message>
            <source>Other reason</source>
            <translation>Andere reden</translation>
        </message>
        <message>
            <source>Reason of the recall</source>
            <translation>Reden van het intrekken</translation>
        </message>
        <message>
            <source>What is wrong, and who must know</source>
            <translation>Wat er niet klopt, en wie het moet weten</translation>
        </message>
        <message>
            <source>Your password</source>
            <translation>Uw wachtwoord</translation>
        </message>
        <message>
            <source>The second entitled person signs here too:</source>
            <translation>De tweede bevoegde persoon ondertekent hier ook:</translation>
        </message>
        <message>
            <source>User name of the second person</source>
            <translation>Gebruikersnaam van de tweede persoon</translation>
        </message>
        <message>
            <source>Password of the second person</source>
            <translation>Wachtwoord van de tweede persoon</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>Trek in</translation>
        </message>
        <message>
            <source>Give the reason.</source>
            <translation>Geef de reden.</translation>
        </message>
        <message>
            <source>Give your password.</source>
            <translation>Geef uw wachtwoord.</translation>
        </message>
        <message>
            <source>A second entitled person must sign too.</source>
            <translation>Een tweede bevoegde persoon moet ook ondertekenen.</translation>
        </message>
    </context>
    <context>
        <name>Receiving</name>
        <message>
            <source>Recording the access</source>
            <translation>Inzage vastleggen</translation>
        </message>
        <message>
            <source>The images are being fetched.</source>
            <translation>De beelden worden opgehaald.</translation>
        </message>
        <message>
            <source>It isn't known any more which archive this study came from. Search it there and fetch it.</source>
            <translation>Niet meer bekend is uit welk archief dit onderzoek kwam. Zoek het daar op en haal het op.</translation>
        </message>
    </context>
    <context>
        <name>Reception</name>
        <message>
            <source>Starting the receiver</source>
            <extracomment>quiet time after which what came in is said</extracomment>
            <translation>Ontvanger starten</translation>
        </message>
        <message>
            <source>It stopped by itself.</source>
            <translation>De ontvanger is vanzelf gestopt.</translation>
        </message>
        <message>
            <source>{n} images received.</source>
            <translation>{n} beelden ontvangen.</translation>
        </message>
        <message>
            <source>{n} images of {m} studies received.</source>
            <translation>{n} beelden van {m} onderzoeken ontvangen.</translation>
        </message>
        <message>
            <source>Show received</source>
            <translation>Toon ontvangen</translation>
        </message>
        <message>
            <source>The disk is full: not everything was received.</source>
            <translation>De schijf is vol: niet alles is ontvangen.</translation>
        </message>
        <message>
            <source>Some images that were sent here were refused.</source>
            <translation>Enkele beelden die hierheen zijn gestuurd, zijn geweigerd.</translation>
        </message>
        <message>
            <source>Make room, and have the study sent again.</source>
            <translation>Maak ruimte en laat het onderzoek opnieuw sturen.</translation>
        </message>
        <message>
            <source>They were damaged, or another image with the same number is here. Have the study sent again.</source>
            <translation>Ze waren beschadigd, of er is hier een ander beeld met hetzelfde nummer. Laat het onderzoek opnieuw sturen.</translation>
        </message>
        <message>
            <source>Receiver on</source>
            <translation>Ontvanger aan</translation>
        </message>
        <message>
            <source>Receives images as {place}.</source>
            <translation>Ontvangt beelden als {place}.</translation>
        </message>
        <message>
            <source>Receiver starts…</source>
            <translation>Ontvanger start…</translation>
        </message>
        <message>
            <source>Receiver off</source>
            <translation>Ontvanger uit</translation>
        </message>
    </context>
    <context>
        <name>RegisterPanel</name>
        <message>
            <source>Series</source>
            <translation>Serie</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>ontbreekt</translation>
        </message>
        <message>
            <source>no workspace in this installation</source>
            <translation>geen werkruimte in deze installatie</translation>
        </message>
        <message>
            <source>no single volume</source>
            <translation>geen enkel volume</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>onbekend</translation>
        </message>
        <message>
            <source>The order that fits best</source>
            <translation>De best passende opdracht</translation>
        </message>
        <message>
            <source>Checking the conditions</source>
            <translation>Voorwaarden controleren</translation>
        </message>
        <message>
            <source>No workspace can measure on this series.</source>
            <translation>Geen werkruimte kan op deze reeks meten.</translation>
        </message>
        <message>
            <source>The birth date isn't a date. Type for instance 20-11-1958.</source>
            <translation>De geboortedatum is geen datum. Typ bijvoorbeeld 20-11-1958.</translation>
        </message>
        <message>
            <source>The conditions are being checked.</source>
            <translation>De voorwaarden worden gecontroleerd.</translation>
        </message>
        <message>
            <source>Confirm that you compared the details with the request.</source>
            <translation>Bevestig dat u de gegevens met de aanvraag hebt vergeleken.</translation>
        </message>
        <message>
            <source>Also bring the other {n} series of this study</source>
            <translation>Neem ook de andere {n} reeksen van dit onderzoek mee</translation>
        </message>
        <message>
            <source>Own number</source>
            <translation>Eigen nummer</translation>
        </message>
        <message>
            <source>Patient number</source>
            <translation>Patiëntnummer</translation>
        </message>
        <message>
            <source>Put on worklist</source>
            <translation>Op de werklijst zetten</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Patiënt</translation>
        </message>
        <message>
            <source>Request</source>
            <translation>Aanvraag</translation>
        </message>
        <message>
            <source>May I do this?</source>
            <translation>Mag ik dit?</translation>
        </message>
        <message>
            <source>According to the images</source>
            <translation>Volgens de beelden</translation>
        </message>
        <message>
            <source>For the report</source>
            <translation>Voor het verslag</translation>
        </message>
        <message>
            <source>Measure on</source>
            <translation>Meten op</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Naam</translation>
        </message>
        <message>
            <source>Birth date</source>
            <translation>Geboortedatum</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Geslacht</translation>
        </message>
        <message>
            <source>Accession</source>
            <translation>Accession</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>Onderzoek</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>Taak</translation>
        </message>
        <message>
            <source>Question</source>
            <translation>Vraag</translation>
        </message>
        <message>
            <source>Requester</source>
            <translation>Aanvrager</translation>
        </message>
        <message>
            <source>Urgency</source>
            <translation>Urgentie</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Opdracht</translation>
        </message>
        <message>
            <source>Surname, first name</source>
            <translation>Achternaam, voornaam</translation>
        </message>
        <message>
            <source>dd-mm-yyyy</source>
            <translation>dd-mm-jjjj</translation>
        </message>
        <message>
            <source>What does the requester want to know?</source>
            <translation>Wat wil de aanvrager weten?</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Reden</translation>
        </message>
        <message>
            <source>For instance: not filled in at the scanner, read from the request</source>
            <translation>Bijvoorbeeld: op de scanner niet ingevuld, staat op de aanvraag</translation>
        </message>
        <message>
            <source>Something is missing or differs from the images. Why?</source>
            <translation>Er ontbreekt iets, of het wijkt af van de beelden. Waarom?</translation>
        </message>
        <message>
            <source>Anonymised research data</source>
            <translation>Geanonimiseerde onderzoeksdata</translation>
        </message>
        <message>
            <source>I compared the patient's details with the request.</source>
            <translation>Ik heb de gegevens met de aanvraag vergeleken.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>You can't start a draft for this study now.</source>
            <translation>U kunt hiervoor nu geen voorverslag starten.</translation>
        </message>
        <message>
            <source>It can be put on the worklist for somebody who may, or for the radiologist.</source>
            <translation>Het kan wel op de werklijst, voor iemand die het mag of voor de radioloog.</translation>
        </message>
    </context>
    <context>
        <name>ReportScreen</name>
        <message>
            <source>The report is being verified.</source>
            <translation>Het verslag wordt gecontroleerd.</translation>
        </message>
        <message>
            <source>Verifying the report</source>
            <translation>Verslag controleren</translation>
        </message>
        <message>
            <source>INTEGRITY FAULT in this report</source>
            <translation>INTEGRITEITSFOUT in dit verslag</translation>
        </message>
        <message>
            <source>Gathering the facts</source>
            <translation>Feiten verzamelen</translation>
        </message>
        <message>
            <source>Save evidence bundle</source>
            <translation>Bewijsbundel bewaren</translation>
        </message>
        <message>
            <source>Saving the evidence</source>
            <translation>Bewijs bewaren</translation>
        </message>
        <message>
            <source>The evidence bundle is saved.</source>
            <translation>De bewijsbundel is bewaard.</translation>
        </message>
        <message>
            <source>Starting the addendum</source>
            <translation>Aanvulling beginnen</translation>
        </message>
        <message>
            <source>Opening the addendum</source>
            <translation>Aanvulling openen</translation>
        </message>
        <message>
            <source>Recalling the report</source>
            <translation>Verslag intrekken</translation>
        </message>
        <message>
            <source>Save the report in</source>
            <translation>Verslag bewaren in</translation>
        </message>
        <message>
            <source>Saving the report</source>
            <translation>Verslag bewaren</translation>
        </message>
        <message>
            <source>{n} files saved.</source>
            <translation>{n} bestanden bewaard.</translation>
        </message>
    </context>
    <context>
        <name>ReturnedNote</name>
        <message>
            <source>a measurement</source>
            <translation>een meting</translation>
        </message>
        <message>
            <source>the text</source>
            <translation>de tekst</translation>
        </message>
        <message>
            <source>something is missing</source>
            <translation>er ontbreekt iets</translation>
        </message>
        <message>
            <source>image quality</source>
            <translation>beeldkwaliteit</translation>
        </message>
        <message>
            <source>other</source>
            <translation>anders</translation>
        </message>
        <message>
            <source>Returned by {name} on {time}: {reason}</source>
            <extracomment>a point was ticked or unticked</extracomment>
            <translation>Teruggestuurd door {name} op {time}: {reason}</translation>
        </message>
        <message>
            <source>Dealt with: {point}</source>
            <translation>Verwerkt: {point}</translation>
        </message>
        <message>
            <source>Tick when it is dealt with</source>
            <translation>Vink af als het verwerkt is</translation>
        </message>
        <message>
            <source>Go to</source>
            <translation>Ga naar</translation>
        </message>
    </context>
    <context>
        <name>ReviewActs</name>
        <message>
            <source>Answer the escalation</source>
            <translation>Opschaling beantwoorden</translation>
        </message>
        <message>
            <source>Take over as responsible</source>
            <translation>Neem over als verantwoordelijke</translation>
        </message>
        <message>
            <source>Return</source>
            <translation>Stuur terug</translation>
        </message>
        <message>
            <source>Release</source>
            <translation>Vrijgeven</translation>
        </message>
        <message>
            <source>Authorise</source>
            <translation>Autoriseer</translation>
        </message>
        <message>
            <source>Correct</source>
            <translation>Corrigeer</translation>
        </message>
    </context>
    <context>
        <name>ReviewChanges</name>
        <message>
            <source>deleted: {words}</source>
            <translation>verwijderd: {words}</translation>
        </message>
        <message>
            <source>inserted: {words}</source>
            <translation>toegevoegd: {words}</translation>
        </message>
        <message>
            <source>no changes</source>
            <translation>geen wijzigingen</translation>
        </message>
    </context>
    <context>
        <name>ReviewFacts</name>
        <message>
            <source>All workings viewed</source>
            <translation>Alle uitwerkingen bekeken</translation>
        </message>
        <message>
            <source>{n} of {m}</source>
            <translation>{n} van {m}</translation>
        </message>
        <message>
            <source>Patient data confirmed</source>
            <translation>Patiëntgegevens bevestigd</translation>
        </message>
        <message>
            <source>No direct escalation open</source>
            <translation>Geen directe opschaling open</translation>
        </message>
        <message>
            <source>Reviewer isn't the author</source>
            <translation>Beoordelaar is niet de opsteller</translation>
        </message>
        <message>
            <source>BIG registration valid</source>
            <translation>BIG-registratie geldig</translation>
        </message>
        <message>
            <source>until {date}</source>
            <translation>t/m {date}</translation>
        </message>
        <message>
            <source>You are responsible</source>
            <translation>U bent verantwoordelijk</translation>
        </message>
        <message>
            <source>Content unchanged since you saw it</source>
            <translation>Inhoud ongewijzigd sinds u haar zag</translation>
        </message>
        <message>
            <source>Judgement given</source>
            <translation>Oordeel gegeven</translation>
        </message>
        <message>
            <source>Comment to the author given</source>
            <translation>Toelichting aan de opsteller gegeven</translation>
        </message>
        <message>
            <source>Author</source>
            <translation>Opsteller</translation>
        </message>
        <message>
            <source>Submitted</source>
            <translation>Ingediend</translation>
        </message>
        <message>
            <source>{at} · revision {n}</source>
            <translation>{at} · revisie {n}</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Opdracht</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protocol</translation>
        </message>
        <message>
            <source>Competent</source>
            <translation>Bekwaam</translation>
        </message>
        <message>
            <source>Gate G1</source>
            <translation>Poort G1</translation>
        </message>
        <message>
            <source>{n} of {of} at submitting</source>
            <translation>{n} van {of} bij indienen</translation>
        </message>
        <message>
            <source>AI</source>
            <translation>AI</translation>
        </message>
        <message>
            <source>{n} AI results</source>
            <translation>{n} AI-resultaten</translation>
        </message>
        <message>
            <source>no AI results</source>
            <translation>geen AI-resultaten</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Inhoud</translation>
        </message>
        <message>
            <source>Escalation open: {label}.</source>
            <translation>Opschaling open: {label}.</translation>
        </message>
        <message>
            <source>{label}; answered at {time}.</source>
            <translation>{label}; beantwoord om {time}.</translation>
        </message>
        <message>
            <source>Escalation answered.</source>
            <translation>Opschaling beantwoord.</translation>
        </message>
    </context>
    <context>
        <name>ReviewPage</name>
        <message>
            <source>{n} of {m} in your list</source>
            <translation>{n} van {m} in uw lijst</translation>
        </message>
        <message>
            <source>{m} in your list</source>
            <translation>{m} in uw lijst</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>Review desk</source>
            <translation>Beoordeling</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>Vorige</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Volgende</translation>
        </message>
    </context>
    <context>
        <name>ReviewScreen</name>
        <message>
            <source>Read only.</source>
            <translation>Alleen lezen.</translation>
        </message>
        <message>
            <source>Opening the report</source>
            <translation>Verslag openen</translation>
        </message>
        <message>
            <source>Reading the images</source>
            <translation>Beelden lezen</translation>
        </message>
        <message>
            <source>picture</source>
            <translation>beeld</translation>
        </message>
        <message>
            <source>Look at the picture for a second first.</source>
            <translation>Bekijk het beeld eerst een seconde.</translation>
        </message>
        <message>
            <source>The images are still being read.</source>
            <translation>De beelden worden nog gelezen.</translation>
        </message>
        <message>
            <source>{name} has this draft in review. Read only.</source>
            <translation>{name} heeft dit voorverslag in beoordeling. Alleen lezen.</translation>
        </message>
        <message>
            <source>Reading your list</source>
            <translation>Uw lijst lezen</translation>
        </message>
        <message>
            <source>Looking for an earlier report</source>
            <translation>Eerder verslag zoeken</translation>
        </message>
        <message>
            <source>There is no other draft in your list.</source>
            <translation>Er staat geen ander voorverslag in uw lijst.</translation>
        </message>
        <message>
            <source>The picture of this working isn't shown at full quality yet.</source>
            <translation>Het beeld van deze uitwerking staat nog niet in volle kwaliteit op het scherm.</translation>
        </message>
        <message>
            <source>Look at the picture, then tick it again or press Space.</source>
            <translation>Bekijk het beeld; vink het daarna nog eens aan of druk op Spatie.</translation>
        </message>
        <message>
            <source>Marking as viewed</source>
            <translation>Als bekeken vastleggen</translation>
        </message>
        <message>
            <source>The correction is signed.</source>
            <translation>De correctie is ondertekend.</translation>
        </message>
        <message>
            <source>The earlier version is marked as replaced.</source>
            <translation>De eerdere versie is gemerkt als vervangen.</translation>
        </message>
        <message>
            <source>You correct a final report. It stays valid until you sign; nothing is saved before.</source>
            <translation>U corrigeert een definitief verslag. Het blijft geldig tot u ondertekent; eerder wordt niets bewaard.</translation>
        </message>
        <message>
            <source>The correction isn't signed; leaving gives it up.</source>
            <translation>De correctie is niet ondertekend; bij weggaan vervalt zij.</translation>
        </message>
        <message>
            <source>Sign it, or leave once more.</source>
            <translation>Onderteken haar, of ga nogmaals weg.</translation>
        </message>
        <message>
            <source>Keeping the report open</source>
            <translation>Verslag open houden</translation>
        </message>
        <message>
            <source>You edit a review revision. The author's revision stays as it is.</source>
            <translation>U bewerkt een beoordelingsrevisie. De revisie van de opsteller blijft ongewijzigd.</translation>
        </message>
        <message>
            <source>Change text</source>
            <extracomment>pause in typing a comment before governance is asked again a final is being corrected here; the digest of the text whose difference was on screen</extracomment>
            <translation>Tekst wijzigen</translation>
        </message>
        <message>
            <source>Checking the conditions</source>
            <translation>Voorwaarden controleren</translation>
        </message>
        <message>
            <source>Nothing is open.</source>
            <translation>Er is niets geopend.</translation>
        </message>
        <message>
            <source>The conditions are being checked.</source>
            <translation>De voorwaarden worden gecontroleerd.</translation>
        </message>
        <message>
            <source>Write your answer first.</source>
            <translation>Schrijf eerst uw antwoord.</translation>
        </message>
        <message>
            <source>Write to the author what must change.</source>
            <translation>Schrijf aan de opsteller wat er anders moet.</translation>
        </message>
        <message>
            <source>Your change is being saved; check it and authorise again.</source>
            <translation>Uw wijziging wordt bewaard; kijk haar na en autoriseer opnieuw.</translation>
        </message>
    </context>
    <context>
        <name>Revisions</name>
        <message>
            <source>started</source>
            <translation>begonnen</translation>
        </message>
        <message>
            <source>saved</source>
            <translation>bewaard</translation>
        </message>
        <message>
            <source>submitted</source>
            <translation>ingediend</translation>
        </message>
        <message>
            <source>text</source>
            <translation>tekst</translation>
        </message>
        <message>
            <source>remark</source>
            <translation>opmerking</translation>
        </message>
        <message>
            <source>text composed</source>
            <translation>tekst opgesteld</translation>
        </message>
        <message>
            <source>measurement</source>
            <translation>meting</translation>
        </message>
        <message>
            <source>key image added</source>
            <translation>sleutelbeeld toegevoegd</translation>
        </message>
        <message>
            <source>key image removed</source>
            <translation>sleutelbeeld verwijderd</translation>
        </message>
        <message>
            <source>caption</source>
            <translation>onderschrift</translation>
        </message>
        <message>
            <source>key image moved</source>
            <translation>sleutelbeeld verplaatst</translation>
        </message>
        <message>
            <source>number inserted</source>
            <translation>getal ingevoegd</translation>
        </message>
        <message>
            <source>two versions merged</source>
            <translation>twee versies samengevoegd</translation>
        </message>
        <message>
            <source>unsaved text put back</source>
            <translation>niet-bewaarde tekst teruggezet</translation>
        </message>
        <message>
            <source>author</source>
            <translation>opsteller</translation>
        </message>
        <message>
            <source>saved by itself</source>
            <translation>vanzelf bewaard</translation>
        </message>
        <message>
            <source>other version, kept</source>
            <translation>andere versie, bewaard</translation>
        </message>
        <message>
            <source>radiologist</source>
            <translation>radioloog</translation>
        </message>
        <message>
            <source>correction</source>
            <translation>correctie</translation>
        </message>
        <message>
            <source>undone: {act}</source>
            <translation>ongedaan: {act}</translation>
        </message>
        <message>
            <source>done again: {act}</source>
            <translation>opnieuw: {act}</translation>
        </message>
        <message>
            <source>restored from revision {n}</source>
            <translation>hersteld uit revisie {n}</translation>
        </message>
    </context>
    <context>
        <name>RevisionsPanel</name>
        <message>
            <source>Reading the revisions</source>
            <translation>Revisies lezen</translation>
        </message>
        <message>
            <source>present</source>
            <translation>nu</translation>
        </message>
        <message>
            <source>submitted</source>
            <translation>ingediend</translation>
        </message>
        <message>
            <source>remark</source>
            <translation>opmerking</translation>
        </message>
        <message>
            <source>{n} measurements added</source>
            <translation>{n} metingen toegevoegd</translation>
        </message>
        <message>
            <source>{n} measurements changed</source>
            <translation>{n} metingen gewijzigd</translation>
        </message>
        <message>
            <source>{n} measurements removed</source>
            <translation>{n} metingen verwijderd</translation>
        </message>
        <message>
            <source>key images</source>
            <translation>sleutelbeelden</translation>
        </message>
        <message>
            <source>Reading the revision</source>
            <translation>Revisie lezen</translation>
        </message>
        <message>
            <source>Remark for the radiologist</source>
            <translation>Opmerking voor de radioloog</translation>
        </message>
        <message>
            <source>Key images</source>
            <translation>Sleutelbeelden</translation>
        </message>
        <message>
            <source>Revision {n} compared with the present text: {m} differences</source>
            <translation>Revisie {n} naast de huidige tekst: {m} verschillen</translation>
        </message>
        <message>
            <source>Revision {n} says the same as the present text</source>
            <translation>Revisie {n} is gelijk aan de huidige tekst</translation>
        </message>
        <message>
            <source>This is what the draft says now.</source>
            <translation>Dit staat er nu.</translation>
        </message>
        <message>
            <source>Restore revision {n}</source>
            <translation>Herstel revisie {n}</translation>
        </message>
        <message>
            <source>Revisions</source>
            <translation>Revisies</translation>
        </message>
        <message>
            <source>To the preview</source>
            <translation>Naar het voorbeeld</translation>
        </message>
        <message>
            <source>Restore as new revision</source>
            <translation>Herstel als nieuwe revisie</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>Nr.</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Wanneer</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Wie</translation>
        </message>
        <message>
            <source>What changed</source>
            <translation>Wat er wijzigde</translation>
        </message>
    </context>
    <context>
        <name>Roles</name>
        <message>
            <source>Radiographer</source>
            <translation>MBB'er</translation>
        </message>
        <message>
            <source>Radiographer with AI endorsement</source>
            <translation>MBB'er met AI-aantekening</translation>
        </message>
        <message>
            <source>Advanced practitioner</source>
            <translation>AP'er</translation>
        </message>
        <message>
            <source>Physician assistant</source>
            <translation>PA'er</translation>
        </message>
        <message>
            <source>Technical physician</source>
            <translation>TG'er</translation>
        </message>
        <message>
            <source>Radiologist</source>
            <translation>Radioloog</translation>
        </message>
        <message>
            <source>Trainer</source>
            <translation>Praktijkopleider</translation>
        </message>
        <message>
            <source>Coordinator</source>
            <translation>Coördinator</translation>
        </message>
        <message>
            <source>Auditor</source>
            <translation>Auditor</translation>
        </message>
        <message>
            <source>Administrator</source>
            <translation>Functioneel beheerder</translation>
        </message>
        <message>
            <source>Log keeper</source>
            <translation>Logbeheerder</translation>
        </message>
    </context>
    <context>
        <name>SaveNote</name>
        <message>
            <source>Last saved at {time}.</source>
            <translation>Laatst bewaard om {time}.</translation>
        </message>
        <message>
            <source>Nothing of this sitting was saved yet.</source>
            <translation>Van deze sessie is nog niets bewaard.</translation>
        </message>
        <message>
            <source>Your text is kept on this workstation.</source>
            <translation>Uw tekst staat op dit werkstation.</translation>
        </message>
        <message>
            <source>TWO VERSIONS</source>
            <translation>TWEE VERSIES</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergelijk</translation>
        </message>
        <message>
            <source>NOT SAVED since {time}</source>
            <translation>NIET BEWAARD sinds {time}</translation>
        </message>
        <message>
            <source>Take over</source>
            <translation>Neem over</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Opnieuw</translation>
        </message>
        <message>
            <source>It is tried again by itself.</source>
            <translation>Er wordt vanzelf opnieuw geprobeerd.</translation>
        </message>
    </context>
    <context>
        <name>SceneView</name>
        <message>
            <source>3D view</source>
            <extracomment>a scene that takes longer than this is drawn at this share of its size while it is dragged without input for so long a volume is rendered in full a right press that moves less than this is a click room round what is looked at where the camera stands (LPS, away from the patient) and what is up, by the direction's name</extracomment>
            <translation>3D</translation>
        </message>
        <message>
            <source>3D needs OpenGL, which isn't available here.</source>
            <translation>3D heeft OpenGL nodig; dat is hier niet beschikbaar.</translation>
        </message>
        <message>
            <source>Ask IT to install a graphics driver or Mesa. Everything else works without it.</source>
            <translation>Vraag de ICT om een grafisch stuurprogramma of Mesa. Al het andere werkt ook zonder.</translation>
        </message>
        <message>
            <source>PREVIEW</source>
            <translation>VOORBEELD</translation>
        </message>
        <message>
            <source>No surface yet</source>
            <translation>Nog geen oppervlak</translation>
        </message>
        <message>
            <source>This volume can't be shown in 3D.</source>
            <translation>Dit volume kan niet in 3D worden getoond.</translation>
        </message>
        <message>
            <source>Everything else works without it. The log has the details.</source>
            <translation>Al het andere werkt zonder. Het logboek heeft de bijzonderheden.</translation>
        </message>
        <message>
            <source>The volume is being prepared.</source>
            <translation>Het volume wordt voorbereid.</translation>
        </message>
        <message>
            <source>not for measuring</source>
            <translation>niet om te meten</translation>
        </message>
        <message>
            <source>reduced {factors}, not for measuring</source>
            <translation>verkleind {factors}, niet om te meten</translation>
        </message>
        <message>
            <source>left drag = turn</source>
            <translation>links slepen = draaien</translation>
        </message>
    </context>
    <context>
        <name>SecondWindow</name>
        <message>
            <source>Voorverslag: second screen</source>
            <translation>Voorverslag: tweede scherm</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Coronaal</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittaal</translation>
        </message>
        <message>
            <source>Oblique</source>
            <translation>Schuin</translation>
        </message>
        <message>
            <source>The second screen is gone; its window now stands on the first.</source>
            <translation>Het tweede scherm is weg; het venster staat nu op het eerste.</translation>
        </message>
    </context>
    <context>
        <name>Sending</name>
        <message>
            <source>Preparing the report</source>
            <extracomment>deliveries, and the problem that ended it early (or None)</extracomment>
            <translation>Verslag klaarzetten</translation>
        </message>
        <message>
            <source>Sending to {name}</source>
            <translation>Versturen naar {name}</translation>
        </message>
        <message>
            <source>Recording the sending</source>
            <translation>Versturen vastleggen</translation>
        </message>
    </context>
    <context>
        <name>SeriesBlock</name>
        <message>
            <source>not stated</source>
            <translation>niet vermeld</translation>
        </message>
        <message>
            <source>DICOM header</source>
            <translation>DICOM-kop</translation>
        </message>
        <message>
            <source>Stated by the images.</source>
            <translation>Vermeld door de beelden.</translation>
        </message>
        <message>
            <source>Phase</source>
            <translation>Fase</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Contrast</translation>
        </message>
        <message>
            <source>ECG gating</source>
            <translation>ECG-synchronisatie</translation>
        </message>
        <message>
            <source>R-R interval</source>
            <translation>R-R-interval</translation>
        </message>
        <message>
            <source>Edge</source>
            <translation>Rand</translation>
        </message>
        <message>
            <source>Coverage</source>
            <translation>Volledigheid</translation>
        </message>
        <message>
            <source>arterial</source>
            <translation>arterieel</translation>
        </message>
        <message>
            <source>venous</source>
            <translation>veneus</translation>
        </message>
        <message>
            <source>delayed</source>
            <translation>laat</translation>
        </message>
        <message>
            <source>non-contrast</source>
            <translation>blanco</translation>
        </message>
        <message>
            <source>with contrast</source>
            <translation>met contrast</translation>
        </message>
        <message>
            <source>without contrast</source>
            <translation>zonder contrast</translation>
        </message>
        <message>
            <source>not gated</source>
            <translation>niet getriggerd</translation>
        </message>
        <message>
            <source>prospective</source>
            <translation>prospectief</translation>
        </message>
        <message>
            <source>retrospective</source>
            <translation>retrospectief</translation>
        </message>
        <message>
            <source>Lumen</source>
            <translation>Lumen</translation>
        </message>
        <message>
            <source>Outer wall</source>
            <translation>Buitenwand</translation>
        </message>
        <message>
            <source>vessel complete</source>
            <translation>vat volledig</translation>
        </message>
        <message>
            <source>vessel not complete</source>
            <translation>vat onvolledig</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>Display</source>
            <translation>Weergave</translation>
        </message>
        <message>
            <source>Mouse and keys</source>
            <translation>Muis en toetsen</translation>
        </message>
        <message>
            <source>Computing</source>
            <translation>Rekenen</translation>
        </message>
        <message>
            <source>Worklist</source>
            <translation>Werklijst</translation>
        </message>
        <message>
            <source>Security</source>
            <translation>Beveiliging</translation>
        </message>
        <message>
            <source>PACS nodes</source>
            <translation>PACS-knooppunten</translation>
        </message>
        <message>
            <source>me</source>
            <translation>ik</translation>
        </message>
        <message>
            <source>department</source>
            <translation>afdeling</translation>
        </message>
        <message>
            <source>administrator</source>
            <translation>beheerder</translation>
        </message>
        <message>
            <source>Only a coordinator or an administrator changes this.</source>
            <translation>Alleen een coördinator of beheerder wijzigt dit.</translation>
        </message>
        <message>
            <source>Only an administrator changes this.</source>
            <translation>Alleen een beheerder wijzigt dit.</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Donker</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Licht</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Als het systeem</translation>
        </message>
        <message>
            <source>No</source>
            <translation>Nee</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>Ja</translation>
        </message>
        <message>
            <source>Crosshair, else scroll</source>
            <translation>Kruisdraad, anders scrollen</translation>
        </message>
        <message>
            <source>Scroll</source>
            <translation>Scrollen</translation>
        </message>
        <message>
            <source>Window and level</source>
            <translation>Venster</translation>
        </message>
        <message>
            <source>Pan</source>
            <translation>Schuiven</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>Zoomen</translation>
        </message>
    </context>
    <context>
        <name>SettingsScreen</name>
        <message>
            <source>No setting matches what you typed.</source>
            <extracomment>grey levels of the test pattern, and the two that must be told apart at the dark and the light end: 5 % squares in 0 % and 100 % fields, as in the TG18-QC pattern (AAPM On-line Report 03, 2005, section 4.1)</extracomment>
            <translation>Geen instelling past bij wat u typte.</translation>
        </message>
        <message>
            <source>default {value}</source>
            <translation>standaard {value}</translation>
        </message>
        <message>
            <source>asks for a restart</source>
            <translation>vraagt herstart</translation>
        </message>
        <message>
            <source>Back to the default</source>
            <translation>Terug naar de standaard</translation>
        </message>
        <message>
            <source>This holds from the next start.</source>
            <translation>Dit geldt vanaf de volgende start.</translation>
        </message>
        <message>
            <source>Monitor</source>
            <translation>Monitor</translation>
        </message>
        <message>
            <source>In the first and the last field a square must be visible. If you don't see one, this screen is set too dark, too light or too contrasty to judge pictures.</source>
            <translation>In het eerste en het laatste vak moet een vierkant zichtbaar zijn. Ziet u er een niet, dan staat dit scherm te donker, te licht of te contrastrijk om beelden te beoordelen.</translation>
        </message>
        <message>
            <source>Grey test pattern</source>
            <translation>Grijs testpatroon</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Instellingen</translation>
        </message>
        <message>
            <source>Search a setting</source>
            <translation>Zoek een instelling</translation>
        </message>
    </context>
    <context>
        <name>SidePanel</name>
        <message>
            <source>Everything that must be there is there.</source>
            <extracomment>most of the panel that the open points take before they scroll widths of value, unit and source; the name takes the rest</extracomment>
            <translation>Alles wat er moet zijn, is er.</translation>
        </message>
        <message>
            <source>only advice</source>
            <translation>alleen advies</translation>
        </message>
        <message>
            <source>1 point</source>
            <translation>1 punt</translation>
        </message>
        <message>
            <source>{n} points</source>
            <translation>{n} punten</translation>
        </message>
        <message>
            <source>{n} · all with unit and source</source>
            <translation>{n} · alle met eenheid en bron</translation>
        </message>
        <message>
            <source>{n} · {m} without unit or source</source>
            <translation>{n} · {m} zonder eenheid of bron</translation>
        </message>
        <message>
            <source>none yet</source>
            <translation>nog geen</translation>
        </message>
        <message>
            <source>by hand</source>
            <translation>met de hand</translation>
        </message>
        <message>
            <source>semi-automatic</source>
            <translation>halfautomatisch</translation>
        </message>
        <message>
            <source>AI</source>
            <translation>AI</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>ontbreekt</translation>
        </message>
        <message>
            <source>unit or image reference is missing</source>
            <translation>eenheid of beeldverwijzing ontbreekt</translation>
        </message>
        <message>
            <source>slice {n}</source>
            <translation>coupe {n}</translation>
        </message>
        <message>
            <source>image</source>
            <translation>beeld</translation>
        </message>
        <message>
            <source>{n} in the report</source>
            <translation>{n} in verslag</translation>
        </message>
        <message>
            <source>Change caption</source>
            <translation>Wijzig onderschrift</translation>
        </message>
        <message>
            <source>Move key image</source>
            <translation>Verplaats sleutelbeeld</translation>
        </message>
        <message>
            <source>Remove key image</source>
            <translation>Verwijder sleutelbeeld</translation>
        </message>
        <message>
            <source>What is still missing</source>
            <translation>Wat ontbreekt nog</translation>
        </message>
        <message>
            <source>Measurements</source>
            <translation>Metingen</translation>
        </message>
        <message>
            <source>Key images</source>
            <translation>Sleutelbeelden</translation>
        </message>
        <message>
            <source>No key images yet. Accept a maximum in the images, or take a picture there.</source>
            <translation>Nog geen sleutelbeelden. Accepteer een maximum bij de beelden, of maak daar een opname.</translation>
        </message>
        <message>
            <source>Measurements of the report</source>
            <translation>Metingen van het verslag</translation>
        </message>
        <message>
            <source>Measurement</source>
            <translation>Meting</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Waarde</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>Eenh.</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Bron</translation>
        </message>
        <message>
            <source>Hand back…</source>
            <translation>Terugdelegeren…</translation>
        </message>
        <message>
            <source>Caption</source>
            <translation>Onderschrift</translation>
        </message>
        <message>
            <source>Earlier in the report</source>
            <translation>Eerder in het verslag</translation>
        </message>
        <message>
            <source>Later in the report</source>
            <translation>Later in het verslag</translation>
        </message>
        <message>
            <source>Remove from the report</source>
            <translation>Haal uit het verslag</translation>
        </message>
    </context>
    <context>
        <name>Sidebar</name>
        <message>
            <source>To be reviewed</source>
            <translation>Te beoordelen</translation>
        </message>
        <message>
            <source>My work</source>
            <translation>Mijn werk</translation>
        </message>
        <message>
            <source>Group {name}</source>
            <translation>Groep {name}</translation>
        </message>
        <message>
            <source>Everything</source>
            <translation>Alles</translation>
        </message>
        <message>
            <source>New, nobody yet</source>
            <translation>Nieuw, nog niemand</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>Teruggestuurd</translation>
        </message>
        <message>
            <source>Waits for radiologist</source>
            <translation>Wacht op radioloog</translation>
        </message>
        <message>
            <source>Authorised, 7 days</source>
            <translation>Geautoriseerd, 7 dagen</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Weergave</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>Taak</translation>
        </message>
        <message>
            <source>My competence</source>
            <translation>Mijn bekwaamheid</translation>
        </message>
        <message>
            <source>1 feedback of a radiologist waits for you to read it.</source>
            <translation>1 terugkoppeling van een radioloog wacht op uw akkoord.</translation>
        </message>
        <message>
            <source>{n} feedbacks of radiologists wait for you to read them.</source>
            <translation>{n} terugkoppelingen van radiologen wachten op uw akkoord.</translation>
        </message>
        <message>
            <source>not valid</source>
            <translation>niet geldig</translation>
        </message>
        <message>
            <source>{n} days left</source>
            <translation>nog {n} dagen</translation>
        </message>
        <message>
            <source>until {date}</source>
            <translation>t/m {date}</translation>
        </message>
    </context>
    <context>
        <name>SignIn</name>
        <message>
            <source>Demo: sign in as sanne (radiographer), ruben or ilse (radiologists); password {password}.</source>
            <translation>Demo: meld u aan als sanne (MBB'er), ruben of ilse (radiologen); wachtwoord {password}.</translation>
        </message>
        <message>
            <source>Nobody is on record here yet. In a terminal, “{command}” makes the first administrator; the manual for administrators (docs/beheer.md) says how to go on.</source>
            <translation>Hier staat nog niemand geregistreerd. In een opdrachtvenster maakt “{command}” de eerste functioneel beheerder; de handleiding voor beheerders (docs/beheer.md) beschrijft hoe u verder gaat.</translation>
        </message>
    </context>
    <context>
        <name>SignInPage</name>
        <message>
            <source>Software for research and education. Not a medical device, no CE mark. Not meant for diagnosis or treatment. A preliminary report is a report only after authorisation by a radiologist.</source>
            <extracomment>governance 16; the Dutch text is normative and stands in the translation</extracomment>
            <translation>Onderzoeks- en onderwijssoftware. Geen medisch hulpmiddel, geen CE-markering. Niet bestemd voor diagnostiek of behandeling. Een voorlopig verslag is pas een verslag na autorisatie door een radioloog.</translation>
        </message>
        <message>
            <source>Drafts preliminary reports on an order, under supervision.</source>
            <translation>Stelt voorlopige verslagen op in opdracht en onder toezicht.</translation>
        </message>
        <message>
            <source>Drafts preliminary reports on an order and validates results of AI.</source>
            <translation>Stelt voorlopige verslagen op in opdracht en valideert resultaten van AI.</translation>
        </message>
        <message>
            <source>Drafts within one domain; advises as second reader.</source>
            <translation>Stelt op binnen één domein; adviseert als tweede lezer.</translation>
        </message>
        <message>
            <source>Drafts reports; advises as second reader.</source>
            <translation>Stelt verslagen op; adviseert als tweede lezer.</translation>
        </message>
        <message>
            <source>Drafts reports; responsible for the safe use of technology.</source>
            <translation>Stelt verslagen op; verantwoordelijk voor veilige toepassing van technologie.</translation>
        </message>
        <message>
            <source>Gives orders, reviews, returns and authorises.</source>
            <translation>Geeft opdrachten, beoordeelt, stuurt terug en autoriseert.</translation>
        </message>
        <message>
            <source>Teaches and assesses competence; doesn't draft.</source>
            <translation>Leidt op en toetst bekwaamheid; stelt zelf niet op.</translation>
        </message>
        <message>
            <source>Sees competences, terms and quality; no images.</source>
            <translation>Ziet bekwaamheden, termijnen en kwaliteit; geen beelden.</translation>
        </message>
        <message>
            <source>Reads everything, changes nothing.</source>
            <translation>Leest alles, wijzigt niets.</translation>
        </message>
        <message>
            <source>Manages people, templates and settings; no clinical rights.</source>
            <translation>Beheert personen, sjablonen en instellingen; geen klinische rechten.</translation>
        </message>
        <message>
            <source>Reads and exports the audit trail.</source>
            <translation>Leest en exporteert de audittrail.</translation>
        </message>
        <message>
            <source>Version {version}</source>
            <extracomment>words that an installation adds: see `show_hint`</extracomment>
            <translation>Versie {version}</translation>
        </message>
        <message>
            <source>User name</source>
            <translation>Gebruikersnaam</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Wachtwoord</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Aanmelden</translation>
        </message>
        <message>
            <source>Choose your role for this session</source>
            <translation>Kies uw rol voor deze sessie</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Terug</translation>
        </message>
        <message>
            <source>I have read this</source>
            <translation>Ik heb dit gelezen</translation>
        </message>
        <message>
            <source>Read the statement below and tick that you have.</source>
            <translation>Lees de verklaring hieronder en vink aan dat u dat deed.</translation>
        </message>
        <message>
            <source>Signing in</source>
            <translation>Aanmelden</translation>
        </message>
        <message>
            <source>You have no role that is valid today.</source>
            <translation>U hebt vandaag geen geldige rol.</translation>
        </message>
        <message>
            <source>Ask the administrator.</source>
            <translation>Vraag het de functioneel beheerder.</translation>
        </message>
        <message>
            <source>Continue as {role}</source>
            <translation>Verder als {role}</translation>
        </message>
        <message>
            <source>Choosing the role</source>
            <translation>Rol kiezen</translation>
        </message>
        <message>
            <source>Checking the password</source>
            <translation>Wachtwoord controleren</translation>
        </message>
        <message>
            <source>Signing out</source>
            <translation>Afmelden</translation>
        </message>
    </context>
    <context>
        <name>SliceView</name>
        <message>
            <source>No series</source>
            <extracomment>whether a right click opens the view's own menu; off when the owner answers `context_requested`</extracomment>
            <translation>Geen serie</translation>
        </message>
        <message>
            <source>W {width} / L {level}</source>
            <translation>B {width} / N {level}</translation>
        </message>
        <message>
            <source>slice {number} hasn't been read yet</source>
            <extracomment>above this many screen pixels a voxel the voxels themselves are shown</extracomment>
            <translation>coupe {number} is nog niet gelezen</translation>
        </message>
        <message>
            <source>TURNED: not the table's plane</source>
            <extracomment>room for the scale bar below the words at the right</extracomment>
            <translation>GEDRAAID: niet het vlak van de opname</translation>
        </message>
        <message>
            <source>PREVIEW</source>
            <translation>VOORBEELD</translation>
        </message>
        <message>
            <source>oblique · {x} / {y} / {z} mm</source>
            <translation>schuin · {x} / {y} / {z} mm</translation>
        </message>
        <message>
            <source>slice {number}/{count} · {axis} {place} mm</source>
            <translation>coupe {number}/{count} · {axis} {place} mm</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>gemiddelde</translation>
        </message>
        <message>
            <source>distance {step} mm</source>
            <translation>afstand {step} mm</translation>
        </message>
        <message>
            <source>thickness {thick} mm</source>
            <translation>dikte {thick} mm</translation>
        </message>
        <message>
            <source>voxels as they are</source>
            <translation>voxels zoals ze zijn</translation>
        </message>
        <message>
            <source>time point {number}/{count}</source>
            <translation>tijdpunt {number}/{count}</translation>
        </message>
        <message>
            <source>time {seconds} s · {number}/{count}</source>
            <translation>tijd {seconds} s · {number}/{count}</translation>
        </message>
        <message>
            <source>TILTED</source>
            <extracomment>problems of the images with the mark that stands on every picture of them</extracomment>
            <translation>SCHEEF</translation>
        </message>
        <message>
            <source>IRREGULAR</source>
            <translation>ONREGELMATIG</translation>
        </message>
        <message>
            <source>MISSING SLICES</source>
            <translation>ONTBREKENDE COUPES</translation>
        </message>
        <message>
            <source>NO MEASURE</source>
            <translation>GEEN MAAT</translation>
        </message>
        <message>
            <source>LOSSY</source>
            <translation>VERLIESGEVEND</translation>
        </message>
        <message>
            <source>RESAMPLED</source>
            <translation>HERBEMONSTERD</translation>
        </message>
        <message>
            <source>{position}, window {width} level {level}</source>
            <translation>{position}, venster {width}/{level}</translation>
        </message>
        <message>
            <source>LOADING {done}/{total}</source>
            <translation>LAADT {done}/{total}</translation>
        </message>
    </context>
    <context>
        <name>Sources</name>
        <message>
            <source>Archive {name}</source>
            <translation>Archief {name}</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Openen</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Recent</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>Archief</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>Ontvangen</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Map openen</translation>
        </message>
        <message>
            <source>Open ZIP or file</source>
            <translation>ZIP of bestand openen</translation>
        </message>
        <message>
            <source>ZIP archive, DICOMDIR or one file</source>
            <translation>ZIP, DICOMDIR of één bestand</translation>
        </message>
        <message>
            <source>Nothing read yet.</source>
            <translation>Nog niets gelezen.</translation>
        </message>
        <message>
            <source>Or drag a folder, ZIP archive or file onto this window.</source>
            <translation>Of sleep een map, ZIP of bestand op dit venster.</translation>
        </message>
    </context>
    <context>
        <name>StartFace</name>
        <message>
            <source>The images are still being read.</source>
            <extracomment>the person declared to be competent and wants to start the person isn't competent for this case, or doubts</extracomment>
            <translation>De beelden worden nog gelezen.</translation>
        </message>
        <message>
            <source>{field}: order {a}, image {b}</source>
            <translation>{field}: opdracht {a}, beeld {b}</translation>
        </message>
        <message>
            <source>Answer the question above.</source>
            <translation>Beantwoord de vraag hierboven.</translation>
        </message>
        <message>
            <source>Back to the worklist</source>
            <translation>Terug naar de werklijst</translation>
        </message>
        <message>
            <source>Start draft</source>
            <translation>Start voorverslag</translation>
        </message>
        <message>
            <source>Identity</source>
            <translation>Identiteit</translation>
        </message>
        <message>
            <source>IDENTITY DIFFERS</source>
            <translation>IDENTITEIT WIJKT AF</translation>
        </message>
        <message>
            <source>Identity confirmed with a reason.</source>
            <translation>Identiteit bevestigd met een reden.</translation>
        </message>
        <message>
            <source>Identity agrees.</source>
            <translation>Identiteit klopt.</translation>
        </message>
        <message>
            <source>Name, birth date, sex, number and study are the same in order and images.</source>
            <translation>Naam, geboortedatum, geslacht, nummer en onderzoek zijn in opdracht en beelden gelijk.</translation>
        </message>
        <message>
            <source>Reason: {reason}</source>
            <translation>Reden: {reason}</translation>
        </message>
        <message>
            <source>Start a draft report</source>
            <translation>Voorverslag starten</translation>
        </message>
        <message>
            <source>May I do this?</source>
            <translation>Mag ik dit?</translation>
        </message>
        <message>
            <source>Declaration</source>
            <translation>Verklaring</translation>
        </message>
        <message>
            <source>I am authorised and competent for this case.</source>
            <translation>Ik ben bevoegd en bekwaam voor deze casus.</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>Ja</translation>
        </message>
        <message>
            <source>No: the radiologist takes it. This doesn't count against you.</source>
            <translation>Nee: de radioloog neemt het over. Dit telt niet tegen u.</translation>
        </message>
        <message>
            <source>In doubt: ask the radiologist first.</source>
            <translation>Twijfel: vraag het eerst aan de radioloog.</translation>
        </message>
    </context>
    <context>
        <name>StartFailure</name>
        <message>
            <source>The program can't start</source>
            <translation>Het programma kan niet starten</translation>
        </message>
        <message>
            <source>Nothing was changed. The log is in {folder}.</source>
            <translation>Er is niets gewijzigd. Het logboek staat in {folder}.</translation>
        </message>
        <message>
            <source>Close the program</source>
            <translation>Sluit het programma</translation>
        </message>
    </context>
    <context>
        <name>Status</name>
        <message>
            <source>New</source>
            <translation>Nieuw</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>Concept</translation>
        </message>
        <message>
            <source>Submitted – preliminary</source>
            <translation>Ingediend – voorlopig</translation>
        </message>
        <message>
            <source>In review</source>
            <translation>In beoordeling</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>Teruggestuurd</translation>
        </message>
        <message>
            <source>Authorised</source>
            <translation>Geautoriseerd</translation>
        </message>
        <message>
            <source>Corrected</source>
            <translation>Gecorrigeerd</translation>
        </message>
        <message>
            <source>Recalled</source>
            <translation>Ingetrokken</translation>
        </message>
        <message>
            <source>Handed back</source>
            <translation>Teruggedelegeerd</translation>
        </message>
        <message>
            <source>Lapsed</source>
            <translation>Vervallen</translation>
        </message>
        <message>
            <source>outside protocol</source>
            <translation>buiten protocol</translation>
        </message>
        <message>
            <source>direct</source>
            <translation>direct</translation>
        </message>
        <message>
            <source>today</source>
            <translation>vandaag</translation>
        </message>
        <message>
            <source>routine</source>
            <translation>routine</translation>
        </message>
        <message>
            <source>identity confirmed</source>
            <translation>identiteit bevestigd</translation>
        </message>
        <message>
            <source>identity to be confirmed</source>
            <translation>identiteit nog bevestigen</translation>
        </message>
        <message>
            <source>IDENTITY DIFFERS</source>
            <translation>IDENTITEIT WIJKT AF</translation>
        </message>
        <message>
            <source>images only, no order</source>
            <extracomment>images that are only looked at: there is no order to compare them with</extracomment>
            <translation>alleen beelden, geen opdracht</translation>
        </message>
        <message>
            <source>PRELIMINARY – NOT AUTHORISED</source>
            <translation>VOORLOPIG – NIET GEAUTORISEERD</translation>
        </message>
        <message>
            <source>AUTHORISED</source>
            <translation>GEAUTORISEERD</translation>
        </message>
        <message>
            <source>RECALLED</source>
            <translation>INGETROKKEN</translation>
        </message>
        <message>
            <source>CORRECTED – replaced by {number}</source>
            <translation>GECORRIGEERD – vervangen door {number}</translation>
        </message>
        <message>
            <source>EMERGENCY PROCEDURE</source>
            <translation>NOODPROCEDURE</translation>
        </message>
        <message>
            <source>TRAINING</source>
            <translation>OEFENING</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <source>Not saved – {reason}</source>
            <translation>Niet bewaard – {reason}</translation>
        </message>
        <message>
            <source>saving…</source>
            <translation>bewaart…</translation>
        </message>
        <message>
            <source>saved {time}</source>
            <translation>bewaard {time}</translation>
        </message>
        <message>
            <source>{status} · revision {n} · {saved}</source>
            <translation>{status} · revisie {n} · {saved}</translation>
        </message>
        <message>
            <source>Undo: {act}</source>
            <translation>Ongedaan maken: {act}</translation>
        </message>
    </context>
    <context>
        <name>StepBar</name>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Verslag</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Controle</translation>
        </message>
        <message>
            <source>To report</source>
            <translation>Naar verslag</translation>
        </message>
        <message>
            <source>1 open</source>
            <translation>1 open</translation>
        </message>
        <message>
            <source>{n} open</source>
            <translation>{n} open</translation>
        </message>
    </context>
    <context>
        <name>Studies</name>
        <message>
            <source>oblique</source>
            <translation>scheef</translation>
        </message>
        <message>
            <source>irregular</source>
            <translation>onregelmatig</translation>
        </message>
        <message>
            <source>time series</source>
            <translation>tijdreeks</translation>
        </message>
        <message>
            <source>several patients</source>
            <extracomment>problem codes with the word of their badge; what isn't here is said in the panel only</extracomment>
            <translation>meerdere patiënten</translation>
        </message>
        <message>
            <source>cut off</source>
            <translation>afgebroken</translation>
        </message>
        <message>
            <source>unknown encoding</source>
            <translation>onbekende codering</translation>
        </message>
        <message>
            <source>place unknown</source>
            <translation>ligging onbekend</translation>
        </message>
        <message>
            <source>missing slices</source>
            <translation>ontbrekende coupes</translation>
        </message>
        <message>
            <source>lossy</source>
            <translation>verliesgevend</translation>
        </message>
        <message>
            <source>double UID</source>
            <translation>dubbele UID</translation>
        </message>
        <message>
            <source>double slices</source>
            <translation>dubbele coupes</translation>
        </message>
        <message>
            <source>missing UID</source>
            <translation>ontbrekende UID</translation>
        </message>
        <message>
            <source>mixed</source>
            <translation>gemengd</translation>
        </message>
        <message>
            <source>text in image</source>
            <translation>tekst in beeld</translation>
        </message>
        <message>
            <source>times missing</source>
            <translation>tijden ontbreken</translation>
        </message>
        <message>
            <source>label/control missing</source>
            <translation>label/controle ontbreekt</translation>
        </message>
        <message>
            <source>overview</source>
            <translation>overzicht</translation>
        </message>
        <message>
            <source>screen capture</source>
            <translation>schermopname</translation>
        </message>
        <message>
            <source>mask</source>
            <translation>masker</translation>
        </message>
        <message>
            <source>report</source>
            <translation>verslag</translation>
        </message>
        <message>
            <source>map</source>
            <translation>kaart</translation>
        </message>
        <message>
            <source>no volume</source>
            <translation>geen volume</translation>
        </message>
        <message>
            <source>Ask the archive for the images again, one patient at a time.</source>
            <extracomment>what a person can do about a problem</extracomment>
            <translation>Vraag de beelden opnieuw op uit het archief, per patiënt.</translation>
        </message>
        <message>
            <source>Ask for the series again.</source>
            <translation>Vraag de serie opnieuw op.</translation>
        </message>
        <message>
            <source>Ask for the series again, or choose another reconstruction.</source>
            <translation>Vraag de serie opnieuw op of kies een andere reconstructie.</translation>
        </message>
        <message>
            <source>Choose another reconstruction, or measure with care.</source>
            <translation>Kies een andere reconstructie, of meet met voorbehoud.</translation>
        </message>
        <message>
            <source>Ask the archive to send the images uncompressed.</source>
            <translation>Vraag het archief de beelden ongecomprimeerd te sturen.</translation>
        </message>
        <message>
            <source>Ask the archive for the original images.</source>
            <translation>Vraag het archief om de oorspronkelijke beelden.</translation>
        </message>
        <message>
            <source>Check whether the folder holds the series twice.</source>
            <translation>Kijk of de map de serie twee keer bevat.</translation>
        </message>
        <message>
            <source>Choose the original series.</source>
            <translation>Kies de oorspronkelijke serie.</translation>
        </message>
        <message>
            <source>axial</source>
            <translation>axiaal</translation>
        </message>
        <message>
            <source>coronal</source>
            <translation>coronaal</translation>
        </message>
        <message>
            <source>sagittal</source>
            <translation>sagittaal</translation>
        </message>
        <message>
            <source>Name is missing</source>
            <translation>Naam ontbreekt</translation>
        </message>
        <message>
            <source>number is missing</source>
            <translation>nummer ontbreekt</translation>
        </message>
        <message>
            <source>birth date is missing</source>
            <translation>geboortedatum ontbreekt</translation>
        </message>
        <message>
            <source>Files without a patient</source>
            <translation>Bestanden zonder patiënt</translation>
        </message>
        <message>
            <source>NIfTI, NRRD or MetaImage: to view and measure, not for a report</source>
            <translation>NIfTI, NRRD of MetaImage: om te bekijken en te meten, niet voor een verslag</translation>
        </message>
        <message>
            <source>{n} series</source>
            <translation>{n} reeksen</translation>
        </message>
        <message>
            <source>1 series</source>
            <translation>1 reeks</translation>
        </message>
        <message>
            <source>Series {number}</source>
            <translation>Serie {number}</translation>
        </message>
        <message>
            <source>{n} files</source>
            <translation>{n} bestanden</translation>
        </message>
        <message>
            <source>1 file</source>
            <translation>1 bestand</translation>
        </message>
        <message>
            <source>No description</source>
            <translation>Zonder omschrijving</translation>
        </message>
        <message>
            <source>On worklist: {status}</source>
            <translation>Op werklijst: {status}</translation>
        </message>
        <message>
            <source>stack {number}</source>
            <translation>stapel {number}</translation>
        </message>
        <message>
            <source>routine</source>
            <translation>routine</translation>
        </message>
        <message>
            <source>today</source>
            <translation>vandaag</translation>
        </message>
        <message>
            <source>direct</source>
            <translation>direct</translation>
        </message>
    </context>
    <context>
        <name>StudiesScreen</name>
        <message>
            <source>Studies</source>
            <extracomment>pictures that are kept while the screen lives</extracomment>
            <translation>Studies</translation>
        </message>
        <message>
            <source>Here you see the patients, studies and series of a folder, ZIP archive or disc.</source>
            <translation>Hier ziet u de patiënten, onderzoeken en reeksen van een map, ZIP of schijf.</translation>
        </message>
        <message>
            <source>Open a folder, or drag it onto this window.</source>
            <translation>Open een map of sleep die op dit venster.</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Map openen</translation>
        </message>
        <message>
            <source>No series matches the filter.</source>
            <translation>Geen reeks past bij het filter.</translation>
        </message>
        <message>
            <source>Clear filter</source>
            <translation>Wis filter</translation>
        </message>
        <message>
            <source>choose</source>
            <translation>kiezen</translation>
        </message>
        <message>
            <source>unfold</source>
            <translation>uitvouwen</translation>
        </message>
        <message>
            <source>put on worklist or open</source>
            <translation>op de werklijst zetten of openen</translation>
        </message>
        <message>
            <source>folder</source>
            <translation>map</translation>
        </message>
        <message>
            <source>ZIP or file</source>
            <translation>ZIP of bestand</translation>
        </message>
        <message>
            <source>Open ZIP or file</source>
            <translation>ZIP of bestand openen</translation>
        </message>
        <message>
            <source>The images are still being copied.</source>
            <translation>De beelden worden nog gekopieerd.</translation>
        </message>
        <message>
            <source>Wait, or cancel the copy.</source>
            <translation>Wacht, of annuleer het kopiëren.</translation>
        </message>
        <message>
            <source>Reading {place}…</source>
            <translation>{place} wordt gelezen…</translation>
        </message>
        <message>
            <source>This selection holds {n} patients.</source>
            <translation>Deze selectie bevat {n} patiënten.</translation>
        </message>
        <message>
            <source>Choose one; a report is about one patient.</source>
            <translation>Kies er één; een verslag gaat over één patiënt.</translation>
        </message>
        <message>
            <source>Drawing thumbnails</source>
            <translation>Miniaturen maken</translation>
        </message>
        <message>
            <source>Loading the worklist</source>
            <translation>Werklijst laden</translation>
        </message>
        <message>
            <source>Your role puts no studies on the worklist.</source>
            <translation>Uw rol zet geen onderzoeken op de werklijst.</translation>
        </message>
        <message>
            <source>A NIfTI, NRRD or MetaImage file doesn't say whose images it holds; it can be viewed and measured only.</source>
            <translation>Een NIfTI-, NRRD- of MetaImage-bestand zegt niet van wie de beelden zijn; het kan alleen bekeken en gemeten worden.</translation>
        </message>
        <message>
            <source>Put on worklist</source>
            <translation>Op de werklijst zetten</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
        <message>
            <source>Filter by name or text</source>
            <translation>Filter op naam of tekst</translation>
        </message>
        <message>
            <source>Patients, studies and series</source>
            <translation>Patiënten, onderzoeken en reeksen</translation>
        </message>
        <message>
            <source>Patient, study, series</source>
            <translation>Patiënt, onderzoek, reeks</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modaliteit</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Beelden</translation>
        </message>
        <message>
            <source>Time points</source>
            <translation>Tijdpunten</translation>
        </message>
        <message>
            <source>Spacing (mm)</source>
            <translation>Afstand (mm)</translation>
        </message>
        <message>
            <source>Particulars</source>
            <translation>Bijzonderheden</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>Ontvangen</translation>
        </message>
        <message>
            <source>Reading the folder</source>
            <translation>Map lezen</translation>
        </message>
        <message>
            <source>{done} of {of} files read</source>
            <translation>{done} van {of} bestanden gelezen</translation>
        </message>
        <message>
            <source>Reading was cancelled.</source>
            <translation>Het lezen is geannuleerd.</translation>
        </message>
        <message>
            <source>{files} files read, {bad} not readable</source>
            <translation>{files} bestanden gelezen, {bad} niet leesbaar</translation>
        </message>
        <message>
            <source>Nothing was received yet.</source>
            <translation>Er is nog niets ontvangen.</translation>
        </message>
        <message>
            <source>Fetch a study from an archive, or have one sent to this computer.</source>
            <translation>Haal een onderzoek uit een archief, of laat het naar deze computer sturen.</translation>
        </message>
        <message>
            <source>No images found in this folder.</source>
            <translation>Geen beelden gevonden in deze map.</translation>
        </message>
        <message>
            <source>{file} belongs to the series {series}.</source>
            <translation>{file} hoort bij de reeks {series}.</translation>
        </message>
        <message>
            <source>The whole series was read and is chosen.</source>
            <translation>De hele reeks is gelezen en gekozen.</translation>
        </message>
        <message>
            <source>Choose a series first.</source>
            <translation>Kies eerst een reeks.</translation>
        </message>
        <message>
            <source>Only {here} of {all} images were fetched. Resume the fetch first.</source>
            <translation>Er zijn pas {here} van de {all} beelden opgehaald. Hervat eerst het ophalen.</translation>
        </message>
        <message>
            <source>This series can't be measured.</source>
            <translation>Deze reeks kan niet gemeten worden.</translation>
        </message>
    </context>
    <context>
        <name>TextPane</name>
        <message>
            <source>Report text</source>
            <translation>Verslagtekst</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Tekst</translation>
        </message>
        <message>
            <source>My changes</source>
            <translation>Mijn wijzigingen</translation>
        </message>
        <message>
            <source>Against earlier report</source>
            <translation>T.o.v. vorig verslag</translation>
        </message>
        <message>
            <source>Against the report of {date}</source>
            <translation>Ten opzichte van het verslag van {date}</translation>
        </message>
        <message>
            <source>There is no earlier report of this patient here.</source>
            <translation>Er is hier geen eerder verslag van deze patiënt.</translation>
        </message>
        <message>
            <source>no changes</source>
            <translation>geen wijzigingen</translation>
        </message>
        <message>
            <source>1 change · {share} % of the words</source>
            <translation>1 wijziging · {share} % van de woorden</translation>
        </message>
        <message>
            <source>{n} changes · {share} % of the words</source>
            <translation>{n} wijzigingen · {share} % van de woorden</translation>
        </message>
    </context>
    <context>
        <name>TimeBar</name>
        <message>
            <source>time point {n} of {m}</source>
            <translation>tijdpunt {n} van {m}</translation>
        </message>
        <message>
            <source>{place}; times unknown</source>
            <translation>{place}; tijden onbekend</translation>
        </message>
        <message>
            <source>{rate} images/s</source>
            <translation>{rate} beelden/s</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Stoppen</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>Afspelen</translation>
        </message>
        <message>
            <source>Round</source>
            <translation>Rondgaand</translation>
        </message>
        <message>
            <source>Back and forth</source>
            <translation>Heen en weer</translation>
        </message>
        <message>
            <source>Time point</source>
            <translation>Tijdpunt</translation>
        </message>
        <message>
            <source>Slower</source>
            <translation>Langzamer</translation>
        </message>
        <message>
            <source>Faster</source>
            <translation>Sneller</translation>
        </message>
    </context>
    <context>
        <name>TimeCurve</name>
        <message>
            <source>crosshair</source>
            <extracomment>place in the plot palette, dash</extracomment>
            <translation>kruisdraad</translation>
        </message>
        <message>
            <source>pointer</source>
            <translation>aanwijzer</translation>
        </message>
        <message>
            <source>Click in a picture: here comes the curve of that voxel over time.</source>
            <translation>Klik in een beeld: hier komt de curve van die voxel in de tijd.</translation>
        </message>
        <message>
            <source>time (s)</source>
            <translation>tijd (s)</translation>
        </message>
        <message>
            <source>time point (times unknown)</source>
            <translation>tijdpunt (tijden onbekend)</translation>
        </message>
    </context>
    <context>
        <name>TitleBar</name>
        <message>
            <source>Messages of today</source>
            <translation>Meldingen van vandaag</translation>
        </message>
        <message>
            <source>Search patient, action or setting</source>
            <translation>Zoek patiënt, actie of instelling</translation>
        </message>
        <message>
            <source>Search (Ctrl+K)</source>
            <translation>Zoek (Ctrl+K)</translation>
        </message>
        <message>
            <source>Keys and help (F1)</source>
            <translation>Toetsen en hulp (F1)</translation>
        </message>
        <message>
            <source>Lock (Ctrl+L)</source>
            <translation>Vergrendel (Ctrl+L)</translation>
        </message>
    </context>
    <context>
        <name>TogetherBar</name>
        <message>
            <source>This selection holds two patients. Choose one.</source>
            <translation>Deze selectie bevat twee patiënten. Kies er één.</translation>
        </message>
        <message>
            <source>These images don't say whose they are; they can't be opened together.</source>
            <translation>Deze beelden zeggen niet van wie ze zijn; ze kunnen niet samen worden geopend.</translation>
        </message>
        <message>
            <source>One of these series can't be shown as a volume.</source>
            <translation>Een van deze reeksen kan niet als volume worden getoond.</translation>
        </message>
        <message>
            <source>Choose at most {n} series.</source>
            <translation>Kies hoogstens {n} reeksen.</translation>
        </message>
        <message>
            <source>{n} series chosen</source>
            <translation>{n} reeksen gekozen</translation>
        </message>
        <message>
            <source>Open together</source>
            <translation>Open samen</translation>
        </message>
    </context>
    <context>
        <name>ToolRail</name>
        <message>
            <source>List of measurements</source>
            <extracomment>the list of measurements is to be shown or hidden</extracomment>
            <translation>Lijst van metingen</translation>
        </message>
    </context>
    <context>
        <name>UnreadableList</name>
        <message>
            <source>1 file isn't readable</source>
            <translation>1 bestand is niet leesbaar</translation>
        </message>
        <message>
            <source>{n} files aren't readable</source>
            <translation>{n} bestanden zijn niet leesbaar</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Toon</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>Verberg</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Bestand</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Reden</translation>
        </message>
    </context>
    <context>
        <name>Upkeep</name>
        <message>
            <source>Checking open calls</source>
            <translation>Openstaande oproepen controleren</translation>
        </message>
        <message>
            <source>Anchoring the audit trail</source>
            <translation>Audittrail verankeren</translation>
        </message>
    </context>
    <context>
        <name>Versions</name>
        <message>
            <source>Your text is kept as revision {n}.</source>
            <translation>Uw tekst is als eigen versie bewaard (revisie {n}).</translation>
        </message>
        <message>
            <source>Your text is kept on this workstation.</source>
            <translation>Uw tekst staat op dit werkstation.</translation>
        </message>
        <message>
            <source>Two versions</source>
            <translation>Twee versies</translation>
        </message>
        <message>
            <source>This draft was changed by {name} meanwhile.</source>
            <translation>Dit voorverslag is intussen door {name} gewijzigd.</translation>
        </message>
        <message>
            <source>Both began with</source>
            <translation>Basis</translation>
        </message>
        <message>
            <source>You</source>
            <translation>U</translation>
        </message>
        <message>
            <source>Save my choice as revision {n}</source>
            <translation>Bewaar mijn keuze als revisie {n}</translation>
        </message>
        <message>
            <source>Look later (both are kept)</source>
            <translation>Bekijk later (beide blijven bewaard)</translation>
        </message>
        <message>
            <source>Text that wasn't saved was found, of {time}.</source>
            <translation>Niet-bewaarde tekst gevonden, van {time}.</translation>
        </message>
        <message>
            <source>It was written upon revision {n} and never reached the database.</source>
            <translation>Zij is geschreven op revisie {n} en heeft de database niet bereikt.</translation>
        </message>
        <message>
            <source>Compare and put back</source>
            <translation>Vergelijk en zet terug</translation>
        </message>
        <message>
            <source>Don't use</source>
            <translation>Niet gebruiken</translation>
        </message>
        <message>
            <source>Text that wasn't saved</source>
            <translation>Niet-bewaarde tekst</translation>
        </message>
        <message>
            <source>Choose a part at a time what the draft keeps. Until you choose, the found text stays on this workstation.</source>
            <translation>Kies per onderdeel wat in het voorverslag komt. Tot u kiest, blijft de gevonden tekst op dit werkstation.</translation>
        </message>
        <message>
            <source>On record</source>
            <translation>Bewaard</translation>
        </message>
        <message>
            <source>On record, revision {n}</source>
            <translation>Bewaard, revisie {n}</translation>
        </message>
        <message>
            <source>Found, of {time}</source>
            <translation>Gevonden, van {time}</translation>
        </message>
        <message>
            <source>Put my choice back</source>
            <translation>Zet mijn keuze terug</translation>
        </message>
    </context>
    <context>
        <name>ViewCommands</name>
        <message>
            <source>Previous slice</source>
            <translation>Vorige coupe</translation>
        </message>
        <message>
            <source>Next slice</source>
            <translation>Volgende coupe</translation>
        </message>
        <message>
            <source>10 slices back</source>
            <translation>10 coupes terug</translation>
        </message>
        <message>
            <source>10 slices on</source>
            <translation>10 coupes verder</translation>
        </message>
        <message>
            <source>First slice</source>
            <translation>Eerste coupe</translation>
        </message>
        <message>
            <source>Last slice</source>
            <translation>Laatste coupe</translation>
        </message>
        <message>
            <source>Previous time point</source>
            <translation>Vorig tijdpunt</translation>
        </message>
        <message>
            <source>Next time point</source>
            <translation>Volgend tijdpunt</translation>
        </message>
        <message>
            <source>Play or stop (time points, else slices)</source>
            <translation>Afspelen of stoppen (tijdpunten, anders coupes)</translation>
        </message>
        <message>
            <source>Play slower</source>
            <translation>Langzamer afspelen</translation>
        </message>
        <message>
            <source>Play faster</source>
            <translation>Sneller afspelen</translation>
        </message>
        <message>
            <source>Play round, or back and forth</source>
            <translation>Rondgaand of heen en weer afspelen</translation>
        </message>
        <message>
            <source>Save as movie without patient data…</source>
            <translation>Bewaar als film zonder patiëntgegevens…</translation>
        </message>
        <message>
            <source>Window preset {number}</source>
            <translation>Venster {number}</translation>
        </message>
        <message>
            <source>Window of the file; again: the next pair</source>
            <translation>Venster uit het bestand; nogmaals: het volgende</translation>
        </message>
        <message>
            <source>Automatic window</source>
            <translation>Automatisch venster</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>Keer grijswaarden om</translation>
        </message>
        <message>
            <source>Flip horizontally</source>
            <translation>Spiegel horizontaal</translation>
        </message>
        <message>
            <source>Flip vertically</source>
            <translation>Spiegel verticaal</translation>
        </message>
        <message>
            <source>Rotate 90°</source>
            <translation>Draai 90°</translation>
        </message>
        <message>
            <source>Fit; again: 1:1 pixels; again: true size</source>
            <translation>Passend; nogmaals: 1:1 pixels; nogmaals: ware grootte</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Inzoomen</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Uitzoomen</translation>
        </message>
        <message>
            <source>Slab on or off</source>
            <translation>Plak aan of uit</translation>
        </message>
        <message>
            <source>Slab 1 mm thicker</source>
            <translation>Plak 1 mm dikker</translation>
        </message>
        <message>
            <source>Slab 1 mm thinner</source>
            <translation>Plak 1 mm dunner</translation>
        </message>
        <message>
            <source>Slab mode: maximum, mean, minimum</source>
            <translation>Plakmodus: maximum, gemiddelde, minimum</translation>
        </message>
        <message>
            <source>Same point in all views</source>
            <translation>Zelfde punt in alle beelden</translation>
        </message>
        <message>
            <source>Previous view</source>
            <translation>Vorige weergave</translation>
        </message>
        <message>
            <source>Reset planes, zoom, flips and slab of the linked views</source>
            <translation>Herstel vlakken, zoom, spiegeling en plak van de gekoppelde beelden</translation>
        </message>
        <message>
            <source>Linked views on or off</source>
            <translation>Koppeling van beelden aan of uit</translation>
        </message>
        <message>
            <source>Same zoom in linked views on or off</source>
            <translation>Zelfde zoom in gekoppelde beelden aan of uit</translation>
        </message>
        <message>
            <source>Same window in linked views on or off</source>
            <translation>Zelfde venster in gekoppelde beelden aan of uit</translation>
        </message>
        <message>
            <source>Crosshair and reference lines on or off</source>
            <translation>Kruisdraad en referentielijnen aan of uit</translation>
        </message>
        <message>
            <source>Overlays on or off</source>
            <translation>Overlays aan of uit</translation>
        </message>
        <message>
            <source>Overlays as outline or filled</source>
            <translation>Overlays als omlijning of gevuld</translation>
        </message>
        <message>
            <source>Overlays stronger</source>
            <translation>Overlays sterker</translation>
        </message>
        <message>
            <source>Overlays weaker</source>
            <translation>Overlays zwakker</translation>
        </message>
        <message>
            <source>Measurements on or off</source>
            <translation>Metingen aan of uit</translation>
        </message>
        <message>
            <source>Texts: all, few, none</source>
            <translation>Teksten: alle, weinig, geen</translation>
        </message>
        <message>
            <source>One view full; again: back</source>
            <translation>Eén beeld groot; nogmaals: terug</translation>
        </message>
        <message>
            <source>Key image</source>
            <translation>Sleutelbeeld</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>Kopieer beeld</translation>
        </message>
        <message>
            <source>Save picture without patient data…</source>
            <translation>Bewaar beeld zonder patiëntgegevens…</translation>
        </message>
        <message>
            <source>Measure length</source>
            <translation>Meet lengte</translation>
        </message>
        <message>
            <source>Measure two diameters</source>
            <translation>Meet twee diameters</translation>
        </message>
        <message>
            <source>Measure angle</source>
            <translation>Meet hoek</translation>
        </message>
        <message>
            <source>Measure Cobb angle</source>
            <translation>Meet Cobb-hoek</translation>
        </message>
        <message>
            <source>Ellipse</source>
            <translation>Ellips</translation>
        </message>
        <message>
            <source>Rectangle</source>
            <translation>Rechthoek</translation>
        </message>
        <message>
            <source>Polygon</source>
            <translation>Veelhoek</translation>
        </message>
        <message>
            <source>Freehand shape</source>
            <translation>Vrije vorm</translation>
        </message>
        <message>
            <source>Probe</source>
            <translation>Meetpunt</translation>
        </message>
        <message>
            <source>Arrow with text</source>
            <translation>Pijl met tekst</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Tekst</translation>
        </message>
        <message>
            <source>Eraser</source>
            <translation>Gum</translation>
        </message>
        <message>
            <source>Window tool</source>
            <translation>Venstergereedschap</translation>
        </message>
        <message>
            <source>Window from a rectangle (Ctrl + drag)</source>
            <translation>Venster uit een rechthoek (Ctrl + slepen)</translation>
        </message>
        <message>
            <source>Zoom tool</source>
            <translation>Zoomgereedschap</translation>
        </message>
        <message>
            <source>Pan tool (Space + drag)</source>
            <translation>Schuifgereedschap (Spatie + slepen)</translation>
        </message>
        <message>
            <source>Pointer by the arrow keys; again: hold, let go</source>
            <translation>Aanwijzer met de pijltjes; nogmaals: vasthouden, loslaten</translation>
        </message>
        <message>
            <source>Stop the tool</source>
            <translation>Stop het gereedschap</translation>
        </message>
        <message>
            <source>Delete the selected measurement</source>
            <translation>Verwijder de gekozen meting</translation>
        </message>
        <message>
            <source>Name or words of the selected measurement</source>
            <translation>Naam of tekst van de gekozen meting</translation>
        </message>
        <message>
            <source>Same region as the one drawn before (volume)</source>
            <translation>Zelfde gebied als het vorige (volume)</translation>
        </message>
        <message>
            <source>Part from its region</source>
            <translation>Losmaken van het gebied</translation>
        </message>
        <message>
            <source>Words back beside the shape</source>
            <translation>Woorden terug naast de vorm</translation>
        </message>
        <message>
            <source>Go to the next measurement</source>
            <translation>Naar de volgende meting</translation>
        </message>
        <message>
            <source>Go to the previous measurement</source>
            <translation>Naar de vorige meting</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Ongedaan maken</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Opnieuw doen</translation>
        </message>
    </context>
    <context>
        <name>ViewMenu</name>
        <message>
            <source>From the front</source>
            <translation>Van voren</translation>
        </message>
        <message>
            <source>From the back</source>
            <translation>Van achteren</translation>
        </message>
        <message>
            <source>From the patient's left</source>
            <translation>Van links (van de patiënt)</translation>
        </message>
        <message>
            <source>From the patient's right</source>
            <translation>Van rechts (van de patiënt)</translation>
        </message>
        <message>
            <source>From the head</source>
            <translation>Van boven (hoofd)</translation>
        </message>
        <message>
            <source>From the feet</source>
            <translation>Van onderen (voeten)</translation>
        </message>
        <message>
            <source>From the file: {pair}</source>
            <translation>Uit het bestand: {pair}</translation>
        </message>
        <message>
            <source>Window and level</source>
            <translation>Venster</translation>
        </message>
        <message>
            <source>Delete this point</source>
            <translation>Verwijder dit punt</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Meten</translation>
        </message>
        <message>
            <source>Slab</source>
            <translation>Plak</translation>
        </message>
        <message>
            <source>No slab</source>
            <translation>Geen plak</translation>
        </message>
        <message>
            <source>Flip and rotate</source>
            <translation>Spiegelen en draaien</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Toon</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>Afspelen</translation>
        </message>
        <message>
            <source>Show the volume</source>
            <translation>Volume tonen</translation>
        </message>
    </context>
    <context>
        <name>Viewing</name>
        <message>
            <source>Save picture without patient data</source>
            <translation>Beeld zonder patiëntgegevens bewaren</translation>
        </message>
        <message>
            <source>The picture has been saved, without patient data.</source>
            <translation>Het beeld is bewaard, zonder patiëntgegevens.</translation>
        </message>
    </context>
    <context>
        <name>WordField</name>
        <message>
            <source>Words at the measurement</source>
            <translation>Tekst bij de meting</translation>
        </message>
    </context>
    <context>
        <name>WorkingList</name>
        <message>
            <source>Workings</source>
            <extracomment>the mark of a row was pressed</extracomment>
            <translation>Uitwerkingen</translation>
        </message>
        <message>
            <source>Space = viewed and next</source>
            <translation>Spatie = bekeken en volgende</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>Herkomst</translation>
        </message>
        <message>
            <source>Remark of the author</source>
            <translation>Opmerking van de opsteller</translation>
        </message>
        <message>
            <source>Measurement</source>
            <translation>Meting</translation>
        </message>
        <message>
            <source>mm</source>
            <translation>mm</translation>
        </message>
        <message>
            <source>not viewed yet</source>
            <translation>nog niet bekeken</translation>
        </message>
        <message>
            <source>viewed</source>
            <translation>bekeken</translation>
        </message>
        <message>
            <source>looking at it now; not viewed yet</source>
            <translation>nu in beeld; nog niet bekeken</translation>
        </message>
        <message>
            <source>not viewed yet; {warning}</source>
            <translation>nog niet bekeken; {warning}</translation>
        </message>
        <message>
            <source>{n} of {m} viewed</source>
            <translation>{n} van {m} bekeken</translation>
        </message>
        <message>
            <source>None.</source>
            <translation>Geen.</translation>
        </message>
    </context>
    <context>
        <name>Worklist</name>
        <message>
            <source>Aorta</source>
            <translation>Aorta</translation>
        </message>
        <message>
            <source>Liver</source>
            <translation>Lever</translation>
        </message>
        <message>
            <source>Perfusion</source>
            <translation>Perfusie</translation>
        </message>
        <message>
            <source>Oncology</source>
            <translation>Oncologie</translation>
        </message>
        <message>
            <source>Patient</source>
            <extracomment>which columns a person sees: one who drafts, and one who reviews</extracomment>
            <translation>Patiënt</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>Taak</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>Onderzoek</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Status</translation>
        </message>
        <message>
            <source>Next step · author</source>
            <translation>Volgende stap · opsteller</translation>
        </message>
        <message>
            <source>Urgency</source>
            <translation>Urgentie</translation>
        </message>
        <message>
            <source>Waits</source>
            <translation>Wacht</translation>
        </message>
        <message>
            <source>Author · changes</source>
            <translation>Opsteller · wijzigingen</translation>
        </message>
        <message>
            <source>Escalation</source>
            <translation>Opschaling</translation>
        </message>
        <message>
            <source>h</source>
            <translation>u</translation>
        </message>
        <message>
            <source>d</source>
            <translation>d</translation>
        </message>
        <message>
            <source>longer than the norm</source>
            <translation>langer dan norm</translation>
        </message>
    </context>
    <context>
        <name>WorklistScreen</name>
        <message>
            <source>Loading the worklist</source>
            <translation>Werklijst laden</translation>
        </message>
        <message>
            <source>Archive not reachable since {time}.</source>
            <translation>Archief niet bereikbaar sinds {time}.</translation>
        </message>
        <message>
            <source>You see the list of {time}.</source>
            <translation>U ziet de lijst van {time}.</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Opnieuw</translation>
        </message>
        <message>
            <source>Loading the preview</source>
            <translation>Voorbeeld laden</translation>
        </message>
        <message>
            <source>This installation has no study browser.</source>
            <translation>Deze installatie heeft geen studiebrowser.</translation>
        </message>
        <message>
            <source>Database sound · last check {time}</source>
            <translation>Database in orde · laatste controle {time}</translation>
        </message>
        <message>
            <source>Locks after {n} min</source>
            <translation>Vergrendelt na {n} min</translation>
        </message>
        <message>
            <source>Version {version} · software for research and education, not a medical device</source>
            <translation>Versie {version} · onderzoeks- en onderwijssoftware, geen medisch hulpmiddel</translation>
        </message>
        <message>
            <source>Worklist</source>
            <translation>Werklijst</translation>
        </message>
        <message>
            <source>Name, number, accession</source>
            <translation>Naam, nummer, accession</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>Filter</translation>
        </message>
        <message>
            <source>Open study</source>
            <translation>Studie openen</translation>
        </message>
        <message>
            <source>Nothing in this view.</source>
            <translation>Niets in deze weergave.</translation>
        </message>
        <message>
            <source>choose</source>
            <translation>kiezen</translation>
        </message>
        <message>
            <source>open</source>
            <translation>openen</translation>
        </message>
        <message>
            <source>hand back</source>
            <translation>terugdelegeren</translation>
        </message>
        <message>
            <source>filter</source>
            <translation>filter</translation>
        </message>
        <message>
            <source>1 examination</source>
            <translation>1 onderzoek</translation>
        </message>
        <message>
            <source>{n} examinations</source>
            <translation>{n} onderzoeken</translation>
        </message>
        <message>
            <source>refreshed {time}</source>
            <translation>ververst {time}</translation>
        </message>
        <message>
            <source>filtered</source>
            <translation>gefilterd</translation>
        </message>
        <message>
            <source>sorted: urgency, then waiting time</source>
            <translation>gesorteerd: urgentie, daarna wachttijd</translation>
        </message>
        <message>
            <source>falling</source>
            <translation>aflopend</translation>
        </message>
        <message>
            <source>rising</source>
            <translation>oplopend</translation>
        </message>
        <message>
            <source>sorted: {column}, {way}</source>
            <translation>gesorteerd: {column}, {way}</translation>
        </message>
        <message>
            <source>All statuses</source>
            <translation>Alle statussen</translation>
        </message>
        <message>
            <source>Recording the reason</source>
            <translation>Reden vastleggen</translation>
        </message>
        <message>
            <source>This installation can't open that.</source>
            <translation>Deze installatie kan dat niet openen.</translation>
        </message>
        <message>
            <source>Ask the administrator.</source>
            <translation>Vraag het de functioneel beheerder.</translation>
        </message>
    </context>
    <context>
        <name>_Form</name>
        <message>
            <source>Cancel</source>
            <translation>Annuleer</translation>
        </message>
    </context>
    <context>
        <name>_Tabs</name>
        <message>
            <source>Axial</source>
            <extracomment>room beside the vessel for the values of its diameters height of the curved picture as a multiple of the widest section</extracomment>
            <translation>Axiaal</translation>
        </message>
        <message>
            <source>3D</source>
            <translation>3D</translation>
        </message>
    </context>
</TS>
