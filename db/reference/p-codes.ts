/**
 * Place codes (P-codes) of El Salvador: 14 departments and 266 admin-2 entries, of which 262 are municipios
 * (the distritos of the 2024 reform) and 4 are water bodies, which never hold a site.
 *
 * Source: COD-AB SLV, version of 2021-02-04 (OCHA common operational dataset, administrative boundaries).
 * Names are spelled as that list spells them ("Nueva San Salvador" is today's Santa Tecla, "Opico" is San Juan
 * Opico), because a file that follows the list must match it. A name alone is ambiguous: El Rosario is three
 * municipios, so look up by code. These are not the national numeric codes: national 02 is Santa Ana, SV02 is Cabañas.
 */

export interface Department {
  readonly code: string;
  readonly name: string;
}

export interface PCode {
  readonly code: string;
  readonly name: string;
  readonly department_code: string;
  readonly is_water_body: boolean;
}

interface DepartmentEntry extends Department {
  /** Names in code order: the first is 01 of its department, the second 02, without a gap. */
  readonly municipalities: string;
  /** Water bodies are numbered from 99 downwards, so they carry their code. */
  readonly water_bodies: Readonly<Record<string, string>>;
}

const entries: readonly DepartmentEntry[] = [
  {
    code: 'SV01',
    name: 'Ahuachapán',
    municipalities: `
      Ahuachapán, Apaneca, Atiquizaya, Concepción de Ataco, El Refugio, Guaymango, Jujutla,
      San Francisco Menéndez, San Lorenzo, San Pedro Puxtla, Tacuba, Turín`,
    water_bodies: {},
  },
  {
    code: 'SV02',
    name: 'Cabañas',
    municipalities: `
      Cinquera, Guacotecti, Ilobasco, Jutiapa, San Isidro, Sensuntepeque, Tejutepeque, Victoria, Dolores`,
    water_bodies: {},
  },
  {
    code: 'SV03',
    name: 'Chalatenango',
    municipalities: `
      Agua Caliente, Arcatao, Azacualpa, Citalá, Comalapa, Concepción Quezaltepeque, Chalatenango,
      Dulce Nombre de María, El Carrizal, El Paraíso, La Laguna, La Palma, La Reina, Las Vueltas,
      Nombre de Jesús, Nueva Concepción, Nueva Trinidad, Ojos de Agua, Potonico, San Antonio de la Cruz,
      San Antonio Los Ranchos, San Fernando, San Francisco Lempa, San Francisco Morazán, San Ignacio,
      San Isidro Labrador, San José Cancasque, San José Las Flores, San Luis del Carmen,
      San Miguel de Mercedes, San Rafael, Santa Rita, Tejutla`,
    water_bodies: { SV0399: 'Embalse Cerron Grande' },
  },
  {
    code: 'SV04',
    name: 'Cuscatlán',
    municipalities: `
      Candelaria, Cojutepeque, El Carmen, El Rosario, Monte San Juan, Oratorio de Concepción,
      San Bartolomé Perulapía, San Cristóbal, San José Guayabal, San Pedro Perulapán, San Rafael Cedros,
      San Ramón, Santa Cruz Analquito, Santa Cruz Michapa, Suchitoto, Tenancingo`,
    water_bodies: {},
  },
  {
    code: 'SV05',
    name: 'La Libertad',
    municipalities: `
      Antiguo Cuscatlán, Chiltiupán, Ciudad Arce, Colón, Comasagua, Huizúcar, Jayaque, Jicalapa,
      La Libertad, Nueva San Salvador, Nuevo Cuscatlán, Opico, Quezaltepeque, Sacacoyo, San José Villanueva,
      San Matías, San Pablo Tacachico, Talnique, Tamanique, Teotepeque, Tepecoyo, Zaragoza`,
    water_bodies: {},
  },
  {
    code: 'SV06',
    name: 'La Paz',
    municipalities: `
      Cuyultitán, El Rosario, Jerusalén, Mercedes La Ceiba, Olocuilta, Paraíso de Osorio,
      San Antonio Masahuat, San Emigdio, San Francisco Chinameca, San Juan Nonualco, San Juan Talpa,
      San Juan Tepezontes, San Luis La Herradura, San Luis Talpa, San Miguel Tepezontes, San Pedro Masahuat,
      San Pedro Nonualco, San Rafael Obrajuelo, Santa María Ostuma, Santiago Nonualco, Tapalhuaca,
      Zacatecoluca`,
    water_bodies: {},
  },
  {
    code: 'SV07',
    name: 'La Unión',
    municipalities: `
      Anamorós, Bolívar, Concepción de Oriente, Conchagua, El Carmen, El Sauce, Intipucá, La Unión,
      Lislique, Meanguera del Golfo, Nueva Esparta, Pasaquina, Polorós, San Alejo, San José,
      Santa Rosa de Lima, Yayantique, Yucuaiquín`,
    water_bodies: {},
  },
  {
    code: 'SV08',
    name: 'Morazán',
    municipalities: `
      Arambala, Cacaopera, Chilanga, Corinto, Delicias de Concepción, El Divisadero, El Rosario, Gualococti,
      Guatajiagua, Joateca, Jocoaitique, Jocoro, Lolotiquillo, Meanguera, Osicala, Perquín, San Carlos,
      San Fernando, San Francisco Gotera, San Isidro, San Simón, Sensembra, Sociedad, Torola, Yamabal,
      Yoloaiquín`,
    water_bodies: {},
  },
  {
    code: 'SV09',
    name: 'San Miguel',
    municipalities: `
      Carolina, Chapeltique, Chinameca, Chirilagua, Ciudad Barrios, Comacarán, El Tránsito, Lolotique,
      Moncagua, Nueva Guadalupe, Nuevo Edén de San Juan, Quelepa, San Antonio, San Gerardo, San Jorge,
      San Luis de la Reina, San Miguel, San Rafael, Sesori, Uluazapa`,
    water_bodies: {},
  },
  {
    code: 'SV10',
    name: 'San Salvador',
    municipalities: `
      Aguilares, Apopa, Ayutuxtepeque, Cuscatancingo, El Paisnal, Guazapa, Ilopango, Mejicanos, Nejapa,
      Panchimalco, Rosario de Mora, San Marcos, San Martín, San Salvador, Santiago Texacuangos, Santo Tomás,
      Soyapango, Tonacatepeque, Delgado`,
    water_bodies: { SV1099: 'Lago de Llopango' },
  },
  {
    code: 'SV11',
    name: 'San Vicente',
    municipalities: `
      Apastepeque, Guadalupe, San Cayetano Istepeque, San Esteban Catarina, San Ildefonso, San Lorenzo,
      San Sebastián, San Vicente, Santa Clara, Santo Domingo, Tecoluca, Tepetitán, Verapaz`,
    water_bodies: {},
  },
  {
    code: 'SV12',
    name: 'Santa Ana',
    municipalities: `
      Candelaria de la Frontera, Chalchuapa, Coatepeque, El Congo, El Porvenir, Masahuat, Metapán,
      San Antonio Pajonal, San Sebastián Salitrillo, Santa Ana, Santa Rosa Guachipilín,
      Santiago de la Frontera, Texistepeque`,
    water_bodies: { SV1298: 'Lago de Guija', SV1299: 'Lago de Coatepeque' },
  },
  {
    code: 'SV13',
    name: 'Sonsonate',
    municipalities: `
      Acajutla, Armenia, Caluco, Cuisnahuat, Izalco, Juayúa, Nahuizalco, Nahulingo, Salcoatitán,
      San Antonio del Monte, San Julián, Santa Catarina Masahuat, Santa Isabel Ishuatán, Santo Domingo,
      Sonsonate, Sonzacate`,
    water_bodies: {},
  },
  {
    code: 'SV14',
    name: 'Usulután',
    municipalities: `
      Alegría, Berlín, California, Concepción Batres, El Triunfo, Ereguayquín, Estanzuelas, Jiquilisco,
      Jucuapa, Jucuarán, Mercedes Umaña, Nueva Granada, Ozatlán, Puerto El Triunfo, San Agustín,
      San Buenaventura, San Dionisio, San Francisco Javier, Santa Elena, Santa María, Santiago de María,
      Tecapán, Usulután`,
    water_bodies: {},
  },
];

function expand(entry: DepartmentEntry): PCode[] {
  const municipalities = entry.municipalities.split(',').map((name, index) => ({
    code: `${entry.code}${String(index + 1).padStart(2, '0')}`,
    name: name.trim(),
    department_code: entry.code,
    is_water_body: false,
  }));
  const waterBodies = Object.entries(entry.water_bodies).map(([code, name]) => ({
    code,
    name,
    department_code: entry.code,
    is_water_body: true,
  }));
  return [...municipalities, ...waterBodies.sort((a, b) => (a.code < b.code ? -1 : 1))];
}

/** The 14 departments in code order. */
export const departments: readonly Department[] = entries.map(({ code, name }) => ({ code, name }));

/** The 266 admin-2 entries in code order. */
export const pCodes: readonly PCode[] = entries.flatMap(expand);

const byCode: ReadonlyMap<string, PCode> = new Map(pCodes.map((entry) => [entry.code, entry]));

/** The admin-2 entry with exactly this code (such as `SV0613`), or undefined: a department code is not one. */
export function findPCode(code: string): PCode | undefined {
  return byCode.get(code);
}
