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
            <source>Open folder with images…</source>
            <translation>Map met beelden openen…</translation>
        </message>
        <message>
            <source>Open ZIP archive, DICOMDIR or file…</source>
            <translation>ZIP, DICOMDIR of bestand openen…</translation>
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
            <source>{kind} placed</source>
            <translation>{kind} geplaatst</translation>
        </message>
        <message>
            <source>{kind} moved</source>
            <translation>{kind} verplaatst</translation>
        </message>
        <message>
            <source>{kind} deleted</source>
            <translation>{kind} verwijderd</translation>
        </message>
        <message>
            <source>{kind} renamed</source>
            <translation>{kind} hernoemd</translation>
        </message>
    </context>
    <context>
        <name>AortaPanel</name>
        <message>
            <source>{done} of {of} accepted</source>
            <translation>{done} van {of} geaccepteerd</translation>
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
            <source>not assessable</source>
            <translation>niet beoordeelbaar</translation>
        </message>
        <message>
            <source>restore the rule</source>
            <translation>regel herstellen</translation>
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
            <source>Lumen</source>
            <translation>Lumen</translation>
        </message>
        <message>
            <source>Outer wall</source>
            <translation>Buitenwand</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Plaats</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Meten</translation>
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
            <extracomment>thoracic and abdominal limits of the escalation rules, drawn as words on the profile; not a judgement room beside the vessel for the values of its diameters</extracomment>
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
            <source>threshold 55 mm (for the radiologist to judge)</source>
            <translation>drempel 55 mm (ter beoordeling radioloog)</translation>
        </message>
        <message>
            <source>Ø mm</source>
            <translation>Ø mm</translation>
        </message>
    </context>
    <context>
        <name>AortaWorkspace</name>
        <message>
            <source>Remove point</source>
            <translation>Punt verwijderen</translation>
        </message>
        <message>
            <source>Choose edge</source>
            <translation>Rand kiezen</translation>
        </message>
        <message>
            <source>Restore the rule</source>
            <translation>Regel herstellen</translation>
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
            <source>Check</source>
            <translation>Controle</translation>
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
            <source>Place landmark</source>
            <translation>Landmark plaatsen</translation>
        </message>
        <message>
            <source>Place point</source>
            <translation>Punt plaatsen</translation>
        </message>
        <message>
            <source>Import mask</source>
            <translation>Masker importeren</translation>
        </message>
        <message>
            <source>Reading the mask</source>
            <translation>Masker lezen</translation>
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
            <source>Measuring the aorta</source>
            <translation>Aorta meten</translation>
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
        <message>
            <source>Choose a level first.</source>
            <translation>Kies eerst een niveau.</translation>
        </message>
        <message>
            <source>Measure the aorta</source>
            <translation>Aorta meten</translation>
        </message>
        <message>
            <source>Section</source>
            <translation>Doorsnede</translation>
        </message>
        <message>
            <source>arc length {arc} mm</source>
            <translation>booglengte {arc} mm</translation>
        </message>
        <message>
            <source>no number</source>
            <translation>geen getal</translation>
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
            <source>drawn by hand</source>
            <translation>met de hand</translation>
        </message>
        <message>
            <source>centreline</source>
            <translation>centerline</translation>
        </message>
        <message>
            <source>Area {area} mm² · perimeter {perimeter} mm · edge {edge} · method {method}</source>
            <translation>Oppervlakte {area} mm² · omtrek {perimeter} mm · rand {edge} · methode {method}</translation>
        </message>
        <message>
            <source>accepted</source>
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
            <source>not placed</source>
            <translation>niet geplaatst</translation>
        </message>
        <message>
            <source>mask imported</source>
            <translation>masker ingelezen</translation>
        </message>
        <message>
            <source>{n} points</source>
            <translation>{n} punten</translation>
        </message>
        <message>
            <source>Measure the vessel first.</source>
            <translation>Meet eerst het vat.</translation>
        </message>
    </context>
    <context>
        <name>Case</name>
        <message>
            <source>Save</source>
            <extracomment>images came in: Volume or TimeSeries the text, findings or key images are others state, lock version, lease or revision are others a revision is acknowledged show this finding in the images</extracomment>
            <translation>Bewaar</translation>
        </message>
    </context>
    <context>
        <name>CaseScreen</name>
        <message>
            <source>Reading the images</source>
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
    </context>
    <context>
        <name>CheckFace</name>
        <message>
            <source>Checking the report</source>
            <extracomment>refusals that the page answers itself, by the declaration and the password below it</extracomment>
            <translation>Verslag controleren</translation>
        </message>
        <message>
            <source>Everything that must be there is there.</source>
            <translation>Alles wat er moet zijn, is er.</translation>
        </message>
        <message>
            <source>Escalation required: {rule}.</source>
            <translation>Opschaling vereist: {rule}.</translation>
        </message>
        <message>
            <source>Call {contact} before you submit, then record it.</source>
            <translation>Bel {contact} vóór u indient, en leg het daarna vast.</translation>
        </message>
        <message>
            <source>I have called: record it</source>
            <translation>Ik heb gebeld: leg vast</translation>
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
            <source>{n} points are still open.</source>
            <translation>{n} punten staan nog open.</translation>
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
            <source>Escalate</source>
            <translation>Opschalen</translation>
        </message>
        <message>
            <source>Submit</source>
            <translation>Dien in</translation>
        </message>
        <message>
            <source>Give a reason first.</source>
            <translation>Geef eerst een reden.</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>Neem terug</translation>
        </message>
        <message>
            <source>Hand back</source>
            <translation>Terugdelegeren</translation>
        </message>
        <message>
            <source>Check and submit</source>
            <translation>Controle en indienen</translation>
        </message>
        <message>
            <source>Must</source>
            <translation>Moet</translation>
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
            <source>Your password</source>
            <translation>Uw wachtwoord</translation>
        </message>
        <message>
            <source>Reason (for handing back or withdrawing)</source>
            <translation>Reden (bij terugdelegeren of terugnemen)</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Search patient, action or setting</source>
            <translation>Zoek patiënt, actie of instelling</translation>
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
            <extracomment>whether a right click opens the view's own menu; off when the owner answers `context_requested`</extracomment>
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
        <name>EditorFace</name>
        <message>
            <source>Remark for the radiologist (not in the report)</source>
            <translation>Opmerking voor de radioloog (komt niet in het verslag)</translation>
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
            <source>Measure first.</source>
            <translation>Meet eerst.</translation>
        </message>
        <message>
            <source>choose one</source>
            <translation>maak een keuze</translation>
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
            <source>What is still missing</source>
            <translation>Wat ontbreekt nog</translation>
        </message>
        <message>
            <source>{n} points</source>
            <translation>{n} punten</translation>
        </message>
        <message>
            <source>Nothing in the text; see Check.</source>
            <translation>Niets in de tekst; zie Controle.</translation>
        </message>
        <message>
            <source>Measurements</source>
            <translation>Metingen</translation>
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
            <source>Key images</source>
            <translation>Sleutelbeelden</translation>
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
            <source>Revision {n} · {saved}</source>
            <translation>Revisie {n} · {saved}</translation>
        </message>
        <message>
            <source>Compose from measurements</source>
            <translation>Stel op uit metingen</translation>
        </message>
        <message>
            <source>To check</source>
            <translation>Naar controle</translation>
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
        <name>FactsPanel</name>
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
        <name>JobRow</name>
        <message>
            <source>Cancel: {job}</source>
            <translation>Breek af: {job}</translation>
        </message>
    </context>
    <context>
        <name>KeyList</name>
        <message>
            <source>Keys of this screen</source>
            <translation>Toetsen van dit scherm</translation>
        </message>
        <message>
            <source>Search a key or an action</source>
            <translation>Zoek een toets of actie</translation>
        </message>
    </context>
    <context>
        <name>LevelTable</name>
        <message>
            <source>Placed by hand</source>
            <extracomment>status of a row: (icon, status token)</extracomment>
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
            <source>resampled plane</source>
            <translation>herbemonsterd vlak</translation>
        </message>
        <message>
            <source>lossy compression</source>
            <translation>verliesgevende compressie</translation>
        </message>
        <message>
            <source>too small to measure</source>
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
        <name>PictureWidget</name>
        <message>
            <source>The picture can't be drawn.</source>
            <extracomment>name of the log event when a paint fails</extracomment>
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
    </context>
    <context>
        <name>Preparing</name>
        <message>
            <source>The demo is being prepared; this takes about a minute, once.</source>
            <translation>De demo wordt klaargezet; dit duurt één keer enkele minuten.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Stop</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Making the preview</source>
            <extracomment>pixels a point at 100 %; the page is scaled down to the width that there is widest page on screen, logical pixels</extracomment>
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
        <name>RegisterPanel</name>
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
            <source>Signature valid.</source>
            <translation>Handtekening geldig.</translation>
        </message>
        <message>
            <source>Verified at {time}.</source>
            <translation>Gecontroleerd om {time}.</translation>
        </message>
        <message>
            <source>Authorised by</source>
            <translation>Geautoriseerd door</translation>
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
            <source>Software</source>
            <translation>Software</translation>
        </message>
        <message>
            <source>No content is shown and nothing leaves the house. Call the administrator.</source>
            <translation>Er wordt geen inhoud getoond en er gaat niets naar buiten. Bel de functioneel beheerder.</translation>
        </message>
        <message>
            <source>Not valid.</source>
            <translation>Niet geldig.</translation>
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
        <message>
            <source>Signature</source>
            <translation>Handtekening</translation>
        </message>
        <message>
            <source>Save PDF and SR…</source>
            <translation>Bewaar PDF en SR…</translation>
        </message>
    </context>
    <context>
        <name>ReviewPage</name>
        <message>
            <source>Workings</source>
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
            <source>Conditions for authorising</source>
            <translation>Voorwaarden om te autoriseren</translation>
        </message>
        <message>
            <source>Authorise</source>
            <translation>Autoriseer</translation>
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
            <source>Measurement</source>
            <translation>Meting</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Waarde</translation>
        </message>
    </context>
    <context>
        <name>ReviewScreen</name>
        <message>
            <source>Read only.</source>
            <extracomment>conditions of authorising that the page shows, each with the refusal that says it doesn't hold</extracomment>
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
            <source>PRELIMINARY</source>
            <translation>VOORLOPIG</translation>
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
            <source>Order</source>
            <translation>Opdracht</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protocol</translation>
        </message>
        <message>
            <source>Competence</source>
            <translation>Bekwaam</translation>
        </message>
        <message>
            <source>Gate</source>
            <translation>Poort G1</translation>
        </message>
        <message>
            <source>{n} of {of} conditions at submitting</source>
            <translation>{n} van {of} voorwaarden bij indienen</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Inhoud</translation>
        </message>
        <message>
            <source>None.</source>
            <translation>Geen.</translation>
        </message>
        <message>
            <source>viewed</source>
            <translation>bekeken</translation>
        </message>
        <message>
            <source>not viewed yet</source>
            <translation>nog niet bekeken</translation>
        </message>
        <message>
            <source>picture</source>
            <translation>beeld</translation>
        </message>
        <message>
            <source>{n} of {m} viewed</source>
            <translation>{n} van {m} bekeken</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axiaal</translation>
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
            <source>Marking as viewed</source>
            <translation>Als bekeken vastleggen</translation>
        </message>
        <message>
            <source>Change text</source>
            <translation>Tekst wijzigen</translation>
        </message>
        <message>
            <source>{n} sections changed</source>
            <translation>{n} secties gewijzigd</translation>
        </message>
        <message>
            <source>no changes</source>
            <translation>geen wijzigingen</translation>
        </message>
        <message>
            <source>deleted: {words}</source>
            <translation>verwijderd: {words}</translation>
        </message>
        <message>
            <source>inserted: {words}</source>
            <translation>toegevoegd: {words}</translation>
        </message>
        <message>
            <source>Checking the conditions</source>
            <translation>Voorwaarden controleren</translation>
        </message>
        <message>
            <source>All workings viewed</source>
            <translation>Alle uitwerkingen bekeken</translation>
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
            <source>Content unchanged since you saw it</source>
            <translation>Inhoud ongewijzigd sinds u haar zag</translation>
        </message>
        <message>
            <source>Judgement given</source>
            <translation>Oordeel gegeven</translation>
        </message>
        <message>
            <source>Escalation open: {label}.</source>
            <translation>Opschaling open: {label}.</translation>
        </message>
        <message>
            <source>Record my answer</source>
            <translation>Leg mijn antwoord vast</translation>
        </message>
        <message>
            <source>Write your answer in the comment first.</source>
            <translation>Schrijf eerst uw antwoord in de toelichting.</translation>
        </message>
        <message>
            <source>Escalation answered.</source>
            <translation>Opschaling beantwoord.</translation>
        </message>
        <message>
            <source>Give your password.</source>
            <translation>Geef uw wachtwoord.</translation>
        </message>
        <message>
            <source>Nothing is open.</source>
            <translation>Er is niets geopend.</translation>
        </message>
        <message>
            <source>Answer the escalation</source>
            <translation>Opschaling beantwoorden</translation>
        </message>
        <message>
            <source>Write to the author what must change.</source>
            <translation>Schrijf aan de opsteller wat er anders moet.</translation>
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
            <source>Your change is being saved; check it and authorise again.</source>
            <translation>Uw wijziging wordt bewaard; kijk haar na en autoriseer opnieuw.</translation>
        </message>
        <message>
            <source>Authorise</source>
            <translation>Autoriseer</translation>
        </message>
        <message>
            <source>in review</source>
            <translation>in beoordeling</translation>
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
        <name>SceneView</name>
        <message>
            <source>3D view</source>
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
            <source>No surface yet</source>
            <translation>Nog geen oppervlak</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>Display</source>
            <translation>Weergave</translation>
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
            <extracomment>words that an installation adds, such as the demo's names and password</extracomment>
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
            <source>TURNED: not the table's plane</source>
            <extracomment>above this many screen pixels a voxel the voxels themselves are shown</extracomment>
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
            <source>{position}, window {width} level {level}</source>
            <translation>{position}, venster {width}/{level}</translation>
        </message>
    </context>
    <context>
        <name>Sources</name>
        <message>
            <source>Open</source>
            <translation>Openen</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Recent</translation>
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
            <source>Identity agrees.</source>
            <translation>Identiteit klopt.</translation>
        </message>
        <message>
            <source>Name, birth date, sex, number and study are the same in order and images.</source>
            <translation>Naam, geboortedatum, geslacht, nummer en onderzoek zijn in opdracht en beelden gelijk.</translation>
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
            <source>Filter: name, description, CT</source>
            <translation>Filter: naam, omschrijving, CT</translation>
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
            <source>No images found in this folder.</source>
            <translation>Geen beelden gevonden in deze map.</translation>
        </message>
        <message>
            <source>Choose a series first.</source>
            <translation>Kies eerst een reeks.</translation>
        </message>
        <message>
            <source>This series can't be measured.</source>
            <translation>Deze reeks kan niet gemeten worden.</translation>
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
            <source>Measure length</source>
            <translation>Meet lengte</translation>
        </message>
        <message>
            <source>Measure angle</source>
            <translation>Meet hoek</translation>
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
            <source>Probe</source>
            <translation>Meetpunt</translation>
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
            <source>Stop the tool</source>
            <translation>Stop het gereedschap</translation>
        </message>
        <message>
            <source>Delete the selected measurement</source>
            <translation>Verwijder de gekozen meting</translation>
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
            <source>From the file: {pair}</source>
            <translation>Uit het bestand: {pair}</translation>
        </message>
        <message>
            <source>Window and level</source>
            <translation>Venster</translation>
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
</TS>
